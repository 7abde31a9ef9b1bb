"""The sums a report is made of: rollups, or closed views for an odd filter, and in both cases the views still open."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import asyncpg

from balk.report.catalogue import FormEntry
from balk.report.days import end_of, start_of
from balk.report.form_fields import FormFields
from balk.report.left_out import device_left_out
from balk.report.merged_view import merged_view
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
    """Figures of one form, by their column names: `form`, `fields` by number, `errors` by number and message."""

    def __init__(self, fields: FormFields) -> None:
        self.numbered = fields
        self.form: dict[str, int] = dict.fromkeys(FORM_FIGURES, 0)
        self.fields: dict[int, dict[str, int]] = {}
        self.errors: dict[tuple[int, str], dict[str, int]] = {}

    def add_view(self, view: ViewRecord, state: State, sign: int = 1) -> None:
        """Count one view in that state; with sign -1 take it out."""
        merged = merged_view(view, self.numbered)
        _add(self.form, FORM_FIGURES, form_figures(merged, state), sign)
        self._add_fields(merged, state, sign)

    def count_once(self, view: ViewRecord) -> None:
        """Count a closed view once at each field, of which the rollups hold a share for every field merged into it."""
        state = final_state(view.flags)
        for field_id, figures in field_figures(view, state):
            self.add_field(self.numbered.number(view.form_id, field_id), figures, -1)
        for field_id, message, counted in error_figures(view):
            self.add_error(self.numbered.number(view.form_id, field_id), message, counted, -1)
        self._add_fields(merged_view(view, self.numbered), state, 1)

    def _add_fields(self, merged: ViewRecord, state: State, sign: int) -> None:
        for number, figures in field_figures(merged, state):
            self.add_field(number, figures, sign)
        for number, message, counted in error_figures(merged):
            self.add_error(number, message, counted, sign)

    def add_field(self, number: int, figures: tuple[int, ...], sign: int = 1) -> None:
        """Add FIELD_FIGURES to a field's."""
        _add(self.fields.setdefault(number, {}), FIELD_FIGURES, figures, sign)

    def add_error(self, number: int, message: str, figures: tuple[int, ...], sign: int = 1) -> None:
        """Add ERROR_FIGURES to those of a field and message."""
        _add(self.errors.setdefault((number, message), {}), ERROR_FIGURES, figures, sign)


def _add(held: dict[str, int], names: tuple[str, ...], figures: tuple[int, ...], sign: int) -> None:
    for name, figure in zip(names, figures, strict=True):
        held[name] = held.get(name, 0) + sign * figure


def _whole(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(int(row[name]) for name in names)


async def gather(
    db: asyncpg.Connection,
    site: Site,
    form: FormEntry,
    fields: FormFields,
    filters: Filters,
    version_ids: list[int] | None,
    now: datetime,
) -> Gathered:
    """Everything counted that `filters` ask for. Raises ValueError for a device or source that is none.

    `db` should be in a repeatable-read transaction, so that a view is not missed on its way from open to closed.
    """
    device = None if filters.device is None else device_code(filters.device)
    source = None if filters.source is None else source_code(filters.source)
    left_out = device_left_out(site, device)
    cells = (site.site_id, form.form_ids, filters.first, filters.last, device, source, version_ids, left_out)
    start = start_of(filters.first)
    end = end_of(filters.last)
    moments = (site.site_id, form.form_ids, start, end, device, source, version_ids, left_out)
    gathered = Gathered(fields)
    if filters.page is not None or filters.attributes:
        async for view in _closed(db, moments):
            if _wanted(view, filters):
                gathered.add_view(view, final_state(view.flags))
    else:
        await _add_rollups(db, gathered, cells)
        async for view in _twice_in_rollups(db, cells, moments, fields):
            gathered.count_once(view)
    for counted in await counted_open_views(db, site, await db.fetch(query("open_views"), *moments), now):
        if _in_cells(counted.view, cells) and _wanted(counted.view, filters):
            gathered.add_view(counted.view, counted.state, counted.sign)
    return gathered


async def _add_rollups(db: asyncpg.Connection, gathered: Gathered, cells: tuple[Any, ...]) -> None:
    fields = gathered.numbered
    sums = await db.fetchrow(query("form_sums"), *cells)
    gathered.form = dict(zip(FORM_FIGURES, _whole(sums, FORM_FIGURES), strict=True))
    for row in await db.fetch(query("field_sums"), *cells):
        gathered.add_field(fields.number(row["form_id"], row["field_id"]), _whole(row, FIELD_FIGURES))
    for row in await db.fetch(query("error_sums"), *cells):
        number = fields.number(row["form_id"], row["field_id"])
        gathered.add_error(number, row["message"], _whole(row, ERROR_FIGURES))


async def _twice_in_rollups(
    db: asyncpg.Connection, cells: tuple[Any, ...], moments: tuple[Any, ...], fields: FormFields
) -> AsyncIterator[ViewRecord]:
    """The closed views that touched two fields which the owner merged into one.

    Rollups cannot tell that it was one view. They do tell in which versions both fields were touched at all: none where
    a redesign has put one field in the other's place, so that nothing is read here.
    """
    merged = fields.merged_ids()
    if not merged:
        return
    of_forms, field_ids, numbers = (list(column) for column in zip(*merged, strict=True))
    site_id, form_ids, first, last, _, _, wanted, _ = cells
    rows = await db.fetch(query("crowded_versions"), site_id, form_ids, first, last, of_forms, field_ids, numbers)
    crowded = [row["version_id"] for row in rows if wanted is None or row["version_id"] in wanted]
    if crowded:
        async for view in _closed(db, (*moments[:6], crowded, moments[7]), field_ids):
            yield view


async def _closed(
    db: asyncpg.Connection, moments: tuple[Any, ...], two_of: list[int] | None = None
) -> AsyncIterator[ViewRecord]:
    """Closed views one after the other; only those that touched two or more fields with these ids, if any are given."""
    rows = db.cursor(
        f"""
        select {", ".join(CLOSED_COLUMNS)}
        from view_closed
        where site_id = $1
          and form_id = any($2::bigint[])
          and started_at >= $3
          and started_at < $4
          and ($5::smallint is null or device = $5)
          and ($6::smallint is null or source = $6)
          and ($7::bigint[] is null or version_id = any($7))
          and ($8::smallint is null or device <> $8)
          and ($9::smallint[] is null or (select count(*) from unnest(fields) field_id where field_id = any($9)) > 1)
        """,
        *moments,
        two_of,
        prefetch=2_000,
    )
    async for row in rows:
        yield from_closed(row)


def _in_cells(view: ViewRecord, cells: tuple[Any, ...]) -> bool:
    """Whether the view counts in these cells of the rollups: one that went on may have left the cell of its row."""
    _, form_ids, _, _, device, source, version_ids, left_out = cells
    return (
        view.form_id in form_ids
        and device in (None, view.device)
        and source in (None, view.source)
        and (version_ids is None or view.version_id in version_ids)
        and view.device != left_out
    )


def _wanted(view: ViewRecord, filters: Filters) -> bool:
    seen = view.snapshot
    if not filters.first <= view.started_at.date() <= filters.last:
        return False
    if filters.page is not None and seen.page != filters.page:
        return False
    return all(seen.attributes.get(name) == value for name, value in filters.attributes.items())
