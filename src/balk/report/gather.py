"""The sums a report is made of: rollups, or closed views for an odd filter, and in both cases the views still open."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import asyncpg
from msgspec import json

from balk.report.catalogue import FormEntry
from balk.report.closed_sums import add_closed_sums
from balk.report.days import end_of, start_of
from balk.report.form_fields import FormFields
from balk.report.gathered import Gathered, whole
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.shape import Filters
from balk.report.still_open import counted_open_views
from balk.sites import Site
from balk.views.codes import device_code, source_code
from balk.views.figures import ERROR_FIGURES, FIELD_FIGURES, FIELD_TIMES, FORM_FIGURES, FORM_TIMES
from balk.views.record import CLOSED_COLUMNS, ViewRecord, from_closed


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
    odd = (filters.page, json.encode(filters.attributes).decode() if filters.attributes else None)
    gathered = Gathered(fields)
    if is_odd(filters):
        await add_closed_sums(db, gathered, (*moments, *odd))
    else:
        await _add_rollups(db, gathered, cells)
    async for view in _counted_twice(db, cells, moments, odd, fields):
        gathered.count_once(view)
    for counted in await counted_open_views(db, site, await db.fetch(query("open_views"), *moments), now):
        if _wanted(counted.view, filters):
            gathered.add_view(counted.view, counted.state, counted.sign)
    return gathered


def is_odd(filters: Filters) -> bool:
    """Whether rollups cannot answer: all closed views of the period have to be looked at, which may take seconds."""
    return filters.page is not None or bool(filters.attributes)


async def _add_rollups(db: asyncpg.Connection, gathered: Gathered, cells: tuple[Any, ...]) -> None:
    fields = gathered.numbered
    sums = await db.fetchrow(query("form_sums"), *cells)
    names = (*FORM_FIGURES, *FORM_TIMES)
    gathered.form = dict(zip(names, whole(sums, names), strict=True))
    for row in await db.fetch(query("field_sums"), *cells):
        number = fields.number(row["form_id"], row["field_id"])
        gathered.add_field(number, whole(row, FIELD_FIGURES), whole(row, FIELD_TIMES))
    for row in await db.fetch(query("error_sums"), *cells):
        number = fields.number(row["form_id"], row["field_id"])
        gathered.add_error(number, row["message"], whole(row, ERROR_FIGURES))


async def _counted_twice(
    db: asyncpg.Connection,
    cells: tuple[Any, ...],
    moments: tuple[Any, ...],
    odd: tuple[str | None, str | None],
    fields: FormFields,
) -> AsyncIterator[ViewRecord]:
    """The closed views that touched two fields which the owner merged into one.

    Sums by field cannot tell that it was one view. The rollups do tell in which versions both fields were touched at
    all: none where a redesign has put one field in the other's place, so that nothing is read here.
    """
    merged = fields.merged_ids()
    if not merged:
        return
    of_forms, field_ids, numbers = (list(column) for column in zip(*merged, strict=True))
    site_id, form_ids, first, last, _, _, wanted, _ = cells
    rows = await db.fetch(query("crowded_versions"), site_id, form_ids, first, last, of_forms, field_ids, numbers)
    crowded = [row["version_id"] for row in rows if wanted is None or row["version_id"] in wanted]
    if not crowded:
        return
    found = db.cursor(
        f"""
        select {", ".join(CLOSED_COLUMNS)}
        from view_closed
        where site_id = $1
          and form_id = any($2::bigint[])
          and started_at >= $3
          and started_at < $4
          and ($5::smallint is null or device = $5)
          and ($6::smallint is null or source = $6)
          and version_id = any($7::bigint[])
          and ($8::smallint is null or device <> $8)
          and ($9::text is null or page = $9)
          and ($10::jsonb is null or attributes @> $10)
          and (select count(*) from unnest(fields) field_id where field_id = any($11::smallint[])) > 1
        """,
        *(*moments[:6], crowded, moments[7], *odd),
        field_ids,
        prefetch=2_000,
    )
    async for row in found:
        yield from_closed(row)


def _wanted(view: ViewRecord, filters: Filters) -> bool:
    seen = view.snapshot
    if not filters.first <= view.started_at.date() <= filters.last:
        return False
    if filters.page is not None and seen.page != filters.page:
        return False
    return all(seen.attributes.get(name) == value for name, value in filters.attributes.items())
