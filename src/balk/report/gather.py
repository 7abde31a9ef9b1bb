"""The sums a report is made of: rollups, or closed views for an odd filter, and in both cases the views still open."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import asyncpg

from balk.report.days import end_of, start_of
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.shape import Filters
from balk.report.still_open import counted_open_views
from balk.sites import Site
from balk.views.codes import device_code, source_code
from balk.views.figures import (
    ERROR_FIGURES,
    FIELD_FIGURES,
    FORM_FIGURES,
    error_figures,
    field_figures,
    form_figures,
)
from balk.views.outcome import State, final_state
from balk.views.record import CLOSED_COLUMNS, ViewRecord, from_closed


class Gathered:
    """Figures of one form, by their column names: `form`, `fields` by id, `errors` by id and message."""

    def __init__(self) -> None:
        self.form: dict[str, int] = dict.fromkeys(FORM_FIGURES, 0)
        self.fields: dict[int, dict[str, int]] = {}
        self.errors: dict[tuple[int, str], dict[str, int]] = {}

    def add_view(self, view: ViewRecord, state: State, sign: int = 1) -> None:
        """Count one view in that state; with sign -1 take it out."""
        _add(self.form, FORM_FIGURES, form_figures(view, state), sign)
        for field_id, figures in field_figures(view, state):
            _add(self.fields.setdefault(field_id, {}), FIELD_FIGURES, figures, sign)
        for field_id, message, counted in error_figures(view):
            _add(self.errors.setdefault((field_id, message), {}), ERROR_FIGURES, counted, sign)


def _add(held: dict[str, int], names: tuple[str, ...], figures: tuple[int, ...], sign: int) -> None:
    for name, figure in zip(names, figures, strict=True):
        held[name] = held.get(name, 0) + sign * figure


def _whole(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, int]:
    return {name: int(row[name]) for name in names}


async def gather(
    db: asyncpg.Connection, site: Site, form_id: int, filters: Filters, version_id: int | None, now: datetime
) -> Gathered:
    """Everything counted that `filters` ask for. Raises ValueError for a device or source that is none.

    `db` should be in a repeatable-read transaction, so that a view is not missed on its way from open to closed.
    """
    device = None if filters.device is None else device_code(filters.device)
    source = None if filters.source is None else source_code(filters.source)
    left_out = device_left_out(site, device)
    cells = (site.site_id, form_id, filters.first, filters.last, device, source, version_id, left_out)
    start = start_of(filters.first)
    end = end_of(filters.last)
    moments = (site.site_id, form_id, start, end, device, source, version_id, left_out)
    odd = filters.page is not None or bool(filters.attributes)
    gathered = await _from_closed(db, moments, filters) if odd else await _from_rollups(db, cells)
    for counted in await counted_open_views(db, site, await db.fetch(query("open_views"), *moments), now):
        if _wanted(counted.view, filters):
            gathered.add_view(counted.view, counted.state, counted.sign)
    return gathered


async def _from_rollups(db: asyncpg.Connection, cells: tuple[Any, ...]) -> Gathered:
    gathered = Gathered()
    row = await db.fetchrow(query("form_sums"), *cells)
    gathered.form = _whole(row, FORM_FIGURES)
    for row in await db.fetch(query("field_sums"), *cells):
        gathered.fields[row["field_id"]] = _whole(row, FIELD_FIGURES)
    for row in await db.fetch(query("error_sums"), *cells):
        gathered.errors[row["field_id"], row["message"]] = _whole(row, ERROR_FIGURES)
    return gathered


async def _from_closed(db: asyncpg.Connection, moments: tuple[Any, ...], filters: Filters) -> Gathered:
    gathered = Gathered()
    rows = db.cursor(
        f"""
        select {", ".join(CLOSED_COLUMNS)}
        from view_closed
        where site_id = $1
          and form_id = $2
          and started_at >= $3
          and started_at < $4
          and ($5::smallint is null or device = $5)
          and ($6::smallint is null or source = $6)
          and ($7::bigint is null or version_id = $7)
          and ($8::smallint is null or device <> $8)
        """,
        *moments,
        prefetch=2_000,
    )
    async for row in rows:
        view = from_closed(row)
        if _wanted(view, filters):
            gathered.add_view(view, final_state(view.flags))
    return gathered


def _wanted(view: ViewRecord, filters: Filters) -> bool:
    seen = view.snapshot
    if not filters.first <= view.started_at.date() <= filters.last:
        return False
    if filters.page is not None and seen.page != filters.page:
        return False
    return all(seen.attributes.get(name) == value for name, value in filters.attributes.items())
