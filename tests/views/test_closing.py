"""Closing and rollups: whatever comes late, twice or in the wrong order, every figure counts every view once.

The model in this file counts by METRICS alone, from the newest snapshot of each view that arrived. It shares no code
with what it tests.
"""

import asyncio
import random
import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import given as g
from balk import wire
from balk.ingest.writer import Writer
from balk.report.friction import friction_report
from balk.report.shape import Filters, FrictionReport
from balk.sites import Site
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups

FIELDS = ["name", "email", "phone"]
WINDOW = timedelta(minutes=30)
PERIOD = Filters((g.NOW - timedelta(days=3)).date(), (g.NOW + timedelta(days=3)).date())


def a_random_life(chance: random.Random) -> list[wire.View]:
    """The snapshots of one view, from the first to the last, each further than the one before."""
    view_id = uuid.UUID(int=chance.getrandbits(128), version=4)
    snapshots = []
    reached: list[str] = []
    errors: Counter[str] = Counter()
    form_errors = 0
    attempts = failed = 0
    for seq in range(1, chance.randint(2, 6)):
        if chance.random() < 0.8:
            new = chance.choice(FIELDS)
            if new not in reached:
                reached.append(new)
        if reached and chance.random() < 0.3:
            errors[chance.choice(reached)] += 1
        outcome: wire.Outcome = ""
        if reached and chance.random() < 0.4:
            attempts += 1
            outcome = chance.choice(["failed", "pending", "api", "navigated"])
            failed += outcome == "failed"
            form_errors += outcome == "failed" and chance.random() < 0.5
        touched = [
            g.touched(
                key,
                chance.choice([0, 1, 2, 3]),
                flags=chance.choice([0, wire.CHANGED, wire.CHANGED | wire.AUTOFILLED, wire.PASTED]),
                hesitation_ms=chance.choice([-1, 15, 900, 20_000]),
                returns=chance.randint(0, 3),
                corrections=chance.randint(0, 3),
                refills=chance.randint(0, 2),
                rage_clicks=chance.randint(0, 1),
                errors=[wire.FieldError("Too short", errors[key])] if errors[key] else [],
            )
            for key in reached
        ]
        # Where a person was last they have focused or changed something.
        lasts = [at for at, one in enumerate(touched) if one.hesitation_ms >= 0 or one.flags]
        snapshots.append(
            g.a_view(
                touched,
                id=view_id,
                seq=seq,
                attempts=attempts,
                failed=failed,
                outcome=outcome,
                last=chance.choice(lasts) if lasts else -1,
                at_submit=outcome == "failed" and chance.random() < 0.5,
                errors=[wire.FieldError("Try later", form_errors)] if form_errors else [],
                blind_spots=chance.randint(0, 1),
            )
        )
    return snapshots


async def deliver(
    db: asyncpg.Pool, site: Site, lives: list[list[wire.View]], chance: random.Random
) -> tuple[dict[uuid.UUID, wire.View], datetime]:
    """Send snapshots lost, repeated and out of order, with closing in between; the newest that arrived, by view."""
    writer = Writer(db)
    messages = [view for life in lives for view in life if chance.random() < 0.8]
    messages += chance.sample(messages, len(messages) // 3)
    chance.shuffle(messages)
    newest: dict[uuid.UUID, wire.View] = {}
    now = g.NOW
    for view in messages:
        await writer.write(site, g.a_batch([view]), now, is_bot=False)
        if view.id not in newest or newest[view.id].seq < view.seq:
            newest[view.id] = view
        if chance.random() < 0.3:
            now += timedelta(minutes=chance.choice([1, 20, 31]))
            await close_idle_views(db, site, now, limit=chance.choice([1, 3, 100]))
    await writer.close()
    return newest, now


def counted(views: dict[uuid.UUID, wire.View]) -> dict[str, Any]:
    """What METRICS says of these views once their window has passed."""
    form: Counter[str] = Counter()
    fields: dict[str, Counter[str]] = {key: Counter() for key in FIELDS}
    errors: Counter[tuple[str, str]] = Counter()
    for view in views.values():
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
            field = fields[touched.key]
            for error in touched.errors:
                errors[touched.key, error.message] += error.count
            if touched.hesitation_ms < 0 and not touched.flags:
                continue
            field["reached"] += 1
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


async def rollup_rows(db: asyncpg.Pool, site: Site) -> dict[str, set[tuple[Any, ...]]]:
    """Every rollup row of the site that counts something."""
    rows: dict[str, set[tuple[Any, ...]]] = {}
    counts = {"form_day": "views", "form_day_total": "views", "field_day": "reached", "field_day_total": "reached"}
    for table, figure in (counts | {"error_day": "views"}).items():
        found = await db.fetch(f"select * from {table} where site_id = $1 and {figure} <> 0", site.site_id)
        rows[table] = {tuple(row) for row in found}
    return rows


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_incremental_rebuilt_and_brute_force_figures_are_the_same(db: asyncpg.Pool, seed: int) -> None:
    chance = random.Random(seed)
    site = await g.a_site(db, f"site {uuid.uuid4()}")
    lives = [a_random_life(chance) for _ in range(chance.randint(1, 8))]

    newest, now = await deliver(db, site, lives, chance)

    later = now + WINDOW
    expected = counted(newest)
    assert reported(await friction_report(db, site, "signup", PERIOD, later)) == expected, "with views still open"
    while await close_idle_views(db, site, later):
        pass
    assert reported(await friction_report(db, site, "signup", PERIOD, later)) == expected, "all closed"
    by_page = Filters(PERIOD.first, PERIOD.last, page="/signup")
    assert reported(await friction_report(db, site, "signup", by_page, later)) == expected, "from closed views"
    incremental = await rollup_rows(db, site)
    assert await rebuild_rollups(db, site.site_id) == len(newest)
    assert await rollup_rows(db, site) == incremental


async def test_a_view_that_goes_on_after_it_was_closed_is_not_abandoned_any_more(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)])
    await writer.write(site, g.a_batch([view]), g.NOW, is_bot=False)
    assert await close_idle_views(db, site, g.NOW + WINDOW) == 1
    left = await friction_report(db, site, "signup", PERIOD, g.NOW + WINDOW)

    on = g.a_view(view.touched, id=view.id, seq=2, attempts=1, outcome="api", age_ms=60_000 + 31 * 60_000)
    await writer.write(site, g.a_batch([on]), g.NOW + timedelta(minutes=31), is_bot=False)

    reopened = await friction_report(db, site, "signup", PERIOD, g.NOW + timedelta(minutes=31))
    await close_idle_views(db, site, g.NOW + timedelta(minutes=33))
    closed = await friction_report(db, site, "signup", PERIOD, g.NOW + timedelta(minutes=33))
    await writer.close()
    assert left is not None
    assert reopened is not None
    assert closed is not None
    assert (left.totals.abandoned, left.totals.completed) == (1, 0)
    assert (reopened.totals.abandoned, reopened.totals.completed, reopened.totals.views) == (0, 1, 1)
    assert closed.totals == reopened.totals


async def test_two_closers_close_each_view_once(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    for _ in range(60):
        await writer.write(site, g.a_batch([g.a_view()]), g.NOW, is_bot=False)
    await writer.close()
    later = g.NOW + WINDOW

    async def close_all() -> int:
        return sum([await close_idle_views(db, site, later, limit=7) for _ in range(30)])

    closed = [*await asyncio.gather(close_all(), close_all()), await close_all()]

    report = await friction_report(db, site, "signup", PERIOD, later)
    assert report is not None
    assert (sum(closed), report.totals.views, report.totals.abandoned) == (60, 60, 60)


async def test_closing_does_not_wait_for_a_view_that_is_being_written(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view()
    await writer.write(site, g.a_batch([view]), g.NOW, is_bot=False)
    await writer.close()
    later = g.NOW + WINDOW
    async with db.acquire() as writing, writing.transaction():
        await writing.execute("update view_open set seq = 7 where site_id = $1 and view_id = $2", site.site_id, view.id)

        async with asyncio.timeout(10):
            assert await close_idle_views(db, site, later) == 1
    there = await db.fetchval("select seq from view_open where site_id = $1", site.site_id)
    while await close_idle_views(db, site, later):
        pass

    report = await friction_report(db, site, "signup", PERIOD, later)
    closed = await db.fetch("select seq from view_closed where site_id = $1", site.site_id)
    assert report is not None
    assert (there, [row["seq"] for row in closed], report.totals.views) == (7, [7], 1)
    assert await db.fetchval("select count(*) from view_open where site_id = $1", site.site_id) == 0


async def test_the_first_view_of_a_month_is_closed_while_somebody_reads(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    later = g.NOW + timedelta(days=400)
    await writer.write(site, g.a_batch([g.a_view()]), later, is_bot=False)
    await writer.close()
    async with db.acquire() as reading, reading.transaction():
        await reading.fetch("select count(*) from view_closed where site_id = $1", site.site_id)

        async with asyncio.timeout(10):
            assert await close_idle_views(db, site, later + WINDOW) == 1
