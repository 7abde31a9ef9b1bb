"""Every view of a site, one after the other, as exports show them."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import asyncpg
from msgspec import Struct

from balk.report.catalogue import SiteForms, site_forms
from balk.report.form_fields import FormFields, fields_of_forms
from balk.report.merged_view import merged_view
from balk.sites import Site
from balk.views.codes import device_name, source_name
from balk.views.figures import is_reached
from balk.views.outcome import SUBMIT, State, abandonment_point, final_state, state_of
from balk.views.record import CLOSED_COLUMNS, OPEN_COLUMNS, ViewRecord, from_closed, from_open


class ViewRow(Struct, frozen=True):
    """One view."""

    view: str
    visit: str
    form: str
    started_at: datetime
    last_at: datetime
    outcome: str
    evidence: str | None
    abandoned_at_field: str | None
    page: str
    device: str
    source: str
    language: str
    active_ms: int
    fields_reached: int
    attempts: int
    failed_attempts: int


async def stream_views(db: asyncpg.Pool, site: Site, now: datetime) -> AsyncIterator[ViewRow]:
    """Every view once, those still open first, in constant memory but for these."""
    async with db.acquire(timeout=2) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        forms = await site_forms(connection, site.site_id)
        fields = await fields_of_forms(connection, site.site_id, forms.forms)
        opened = {
            row["view_id"]: from_open(row)
            for row in await connection.fetch(
                f"select {OPEN_COLUMNS} from view_open where site_id = $1 order by started_at desc", site.site_id
            )
        }
        rows = await connection.fetch(
            "select view_id, seq from view_closed where site_id = $1 and view_id = any($2::uuid[])",
            site.site_id,
            list(opened),
        )
        for row in rows:
            if row["seq"] >= opened[row["view_id"]].seq:
                del opened[row["view_id"]]
        window = timedelta(seconds=site.abandon_after_s)
        for view in opened.values():
            yield _row(view, state_of(view.flags, now - view.last_at, window), forms, fields)
        closed = connection.cursor(
            f"""
            select {", ".join(CLOSED_COLUMNS)}
            from view_closed
            where site_id = $1
            order by started_at desc, view_id
            """,
            site.site_id,
            prefetch=1_000,
        )
        async for row in closed:
            if row["view_id"] not in opened:
                view = from_closed(row)
                yield _row(view, final_state(view.flags), forms, fields)


def _row(view: ViewRecord, state: State, forms: SiteForms, fields: dict[int, FormFields]) -> ViewRow:
    form = forms.by_id[view.form_id]
    its_fields = fields[form.form_id]
    seen = merged_view(view, its_fields).snapshot
    point = abandonment_point(state, view.flags, seen.last_field)
    return ViewRow(
        view=str(view.view_id),
        visit=str(view.visit_id),
        form=form.key,
        started_at=view.started_at,
        last_at=view.last_at,
        outcome=state,
        evidence=seen.outcome if state is State.COMPLETED else None,
        abandoned_at_field="submit" if point == SUBMIT else its_fields.key(point),
        page=seen.page,
        device=device_name(view.device),
        source=source_name(view.source),
        language=seen.language,
        active_ms=seen.active_ms,
        fields_reached=sum(is_reached(field) for field in seen.touched),
        attempts=seen.attempts,
        failed_attempts=seen.failed,
    )
