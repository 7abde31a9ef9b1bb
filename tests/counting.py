"""A model that counts by METRICS alone, from the newest snapshot of each view. It shares no code with what it tests."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import asyncpg

from balk import wire
from balk.report.shape import FrictionReport


def counted(views: Iterable[wire.View]) -> dict[str, Any]:
    """What METRICS says of these views once their window has passed."""
    form: Counter[str] = Counter()
    fields: dict[str, Counter[str]] = {}
    errors: Counter[tuple[str, str]] = Counter()
    for view in views:
        started = bool(view.touched or view.attempts)
        completed = view.outcome in ("api", "rule", "navigated", "request")
        unconfirmed = not completed and started and bool(view.attempts) and view.outcome != "failed"
        abandoned = started and not completed and not unconfirmed
        at_submit = abandoned and (view.at_submit or view.last < 0)
        form["views"] += 1
        form["started"] += started
        form["edited"] += any(touched.flags & wire.CHANGED for touched in view.touched)
        form["attempted"] += bool(view.attempts)
        form["completed"] += completed
        form["unconfirmed"] += unconfirmed
        form["abandoned"] += abandoned
        form["blind_spots"] += view.blind_spots
        form["at_submit"] += at_submit
        form["failed_attempts"] += view.failed
        for error in view.errors:
            errors["submit", error.message] += error.count
        for position, touched in enumerate(view.touched):
            field = fields.setdefault(touched.key, Counter())
            for error in touched.errors:
                errors[touched.key, error.message] += error.count
            if touched.hesitation_ms < 0 and not touched.flags:
                continue
            field["reached"] += 1
            field["completed"] += completed
            field["abandoned"] += abandoned and not at_submit and position == view.last
            field["skipped"] += touched.end == 0
            field["returns"] += touched.returns
            field["corrections"] += touched.corrections
            field["refills"] += touched.refills
            field["rage_clicks"] += touched.rage_clicks
            field["autofilled"] += bool(touched.flags & wire.AUTOFILLED)
            field["pasted"] += bool(touched.flags & wire.PASTED)
            field["censored"] += touched.hesitation_ms >= 0 and not touched.flags & wire.CHANGED
            field[f"end {touched.end}"] += 1
    return {
        "form": +form,
        "fields": {key: +field for key, field in fields.items() if +field},
        "errors": dict(errors),
    }


def reported(report: FrictionReport | None) -> dict[str, Any]:
    """The same figures as a report shows them."""
    if report is None:
        return {"form": Counter(), "fields": {}, "errors": {}}
    totals = report.totals
    assert totals.started == totals.completed + totals.unconfirmed + totals.abandoned + totals.in_progress
    form = Counter(
        views=totals.views,
        started=totals.started,
        edited=totals.edited,
        attempted=totals.attempted,
        completed=totals.completed,
        unconfirmed=totals.unconfirmed,
        abandoned=totals.abandoned,
        blind_spots=totals.blind_spots,
        at_submit=report.submit.abandoned,
        failed_attempts=report.submit.failed_attempts,
    )
    fields = {
        field.field: +Counter(
            {
                "reached": field.reached,
                "completed": round((field.completion_given_reached.value or 0) * field.reached),
                "abandoned": field.abandoned,
                "skipped": field.skipped,
                "returns": field.returns,
                "corrections": field.corrections,
                "refills": field.refills,
                "rage_clicks": field.rage_clicks,
                "autofilled": field.autofilled,
                "pasted": field.pasted,
                "censored": field.hesitation_ms.censored,
                "end 0": field.end_states.empty,
                "end 1": field.end_states.partial,
                "end 2": field.end_states.filled,
                "end 3": field.end_states.invalid,
            }
        )
        for field in report.fields
        if field.reached
    }
    places = [("submit", report.submit.errors), *((field.field, field.errors) for field in report.fields)]
    errors = {(place, error.message): error.count for place, found in places for error in found}
    return {"form": +form, "fields": fields, "errors": errors}


Rollups = dict[str, set[tuple[Any, ...]]]
_KEY = ("site_id", "form_id", "days", "day", "field_id", "message", "version_id", "device", "source")


async def rollup_rows(db: asyncpg.Pool, site_id: int) -> Rollups:
    """Every rollup row of the site that counts something: what there is of _KEY, then the sums."""
    rows: Rollups = {}
    for table, figure in (("form_day", "views"), ("field_day", "reached"), ("error_day", "views")):
        found = await db.fetch(f"select * from {table} where site_id = $1 and {figure} <> 0", site_id)
        rows[table] = {
            (
                *(row[name] for name in _KEY if name in row),
                *(int(value) for name, value in row.items() if name not in _KEY),  # a Decimal adds 28 digits
            )
            for row in found
        }
    return rows


def longer(rows: Rollups) -> Rollups:
    """Those that count more than a day."""
    return {table: {row for row in found if row[2] > 1} for table, found in rows.items()}


def longer_of_days(rows: Rollups) -> Rollups:
    """What the rows that count a day add up to by weeks, and by four weeks since Monday, 1 January of the year 1."""
    added: Rollups = {}
    for table, found in rows.items():
        ends = {"form_day": 7, "field_day": 8, "error_day": 9}[table]
        sums: dict[tuple[Any, ...], list[Any]] = {}
        for site_id, form_id, days, day, *rest in found:
            week = day - timedelta(days=day.weekday())
            four = week - timedelta(days=(week - date.min).days % 28)
            for key in [(site_id, form_id, 7, week), (site_id, form_id, 28, four)] if days == 1 else []:
                key = (*key, *rest[: ends - 4])
                figures = rest[ends - 4 :]
                sums[key] = [one + more for one, more in zip(sums.get(key, [0] * len(figures)), figures, strict=True)]
        added[table] = {(*key, *figures) for key, figures in sums.items()}
    return added
