"""The sums a report is made of: rollups, or closed views for an odd filter, and in both cases the views still open."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any

import asyncpg
from msgspec import Struct, json
from msgspec.structs import replace

from balk.report.catalogue import FormEntry
from balk.report.closed_sums import add_closed_sums
from balk.report.days import end_of, start_of
from balk.report.form_fields import FormFields
from balk.report.gathered import Gathered, whole
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.rollup_sums import in_spans, rollup_sums
from balk.report.shape import Filters
from balk.report.still_open import counted_open_views
from balk.sites import Site
from balk.views.codes import device_code, source_code
from balk.views.figures import ERROR_FIGURES, FIELD_FIGURES, FIELD_TIMES, FORM_FIGURES, FORM_TIMES
from balk.views.record import CLOSED_COLUMNS, ViewRecord, from_closed


async def gather(
    db: asyncpg.Connection,
    site: Site,
    fields: Mapping[FormEntry, FormFields],
    filters: Filters,
    version_ids: list[int] | None,
    now: datetime,
) -> dict[int, Gathered]:
    """Everything counted that `filters` ask for, of each of these forms by its id. Raises ValueError for a device or
    source that is none.

    `db` should be in a repeatable-read transaction, so that a view is not missed on its way from open to closed.
    """
    asked = _asked(site, [form_id for form in fields for form_id in form.form_ids], filters, version_ids)
    gathered = {form.form_id: Gathered(of_form) for form, of_form in fields.items()}
    counts_in = {form_id: gathered[form.form_id] for form in fields for form_id in form.form_ids}
    if is_odd(filters):
        await add_closed_sums(db, counts_in, (*asked.moments, *asked.odd))
    else:
        await _add_rollups(db, counts_in, asked.cells)
    for form, of_form in fields.items():
        async for view in _counted_twice(db, asked, form, of_form):
            gathered[form.form_id].count_once(view)
    rows = await db.fetch(query("open_views"), *asked.moments)
    for counted in await counted_open_views(db, site, rows, now):
        if _in_cells(counted.view, asked) and _wanted(counted.view, filters):
            counts_in[counted.view.form_id].add_view(counted.view, counted.state, counted.sign)
    return gathered


class _Asked(Struct, frozen=True):
    """What is asked for, as the queries take it: their parameters in order."""

    site_id: int
    form_ids: list[int]
    first: date
    last: date
    device: int | None
    source: int | None
    version_ids: list[int] | None
    left_out: int | None
    odd: tuple[str | None, str | None]
    """Page, and attributes as JSON."""

    @property
    def cells(self) -> tuple[Any, ...]:
        days = in_spans(self.first, self.last)
        return (self.site_id, self.form_ids, *days, self.device, self.source, self.version_ids, self.left_out)

    @property
    def moments(self) -> tuple[Any, ...]:
        times = (start_of(self.first), end_of(self.last))
        return (self.site_id, self.form_ids, *times, self.device, self.source, self.version_ids, self.left_out)


def _asked(site: Site, form_ids: list[int], filters: Filters, version_ids: list[int] | None) -> _Asked:
    device = None if filters.device is None else device_code(filters.device)
    return _Asked(
        site.site_id,
        form_ids,
        filters.first,
        filters.last,
        device,
        None if filters.source is None else source_code(filters.source),
        version_ids,
        device_left_out(site, device),
        (filters.page, json.encode(filters.attributes).decode() if filters.attributes else None),
    )


def is_odd(filters: Filters) -> bool:
    """Whether rollups cannot answer: all closed views of the period have to be looked at, which may take seconds."""
    return filters.page is not None or bool(filters.attributes)


async def _add_rollups(db: asyncpg.Connection, counts_in: Mapping[int, Gathered], cells: tuple[Any, ...]) -> None:
    for row in await rollup_sums(db, "form_day", cells):
        counts_in[row["form_id"]].add_form(whole(row, FORM_FIGURES), whole(row, FORM_TIMES))
    for row in await rollup_sums(db, "field_day", cells):
        gathered = counts_in[row["form_id"]]
        number = gathered.numbered.number(row["form_id"], row["field_id"])
        gathered.add_field(number, whole(row, FIELD_FIGURES), whole(row, FIELD_TIMES))
    for row in await rollup_sums(db, "error_day", cells):
        gathered = counts_in[row["form_id"]]
        number = gathered.numbered.number(row["form_id"], row["field_id"])
        gathered.add_error(number, row["message"], whole(row, ERROR_FIGURES))


async def _counted_twice(
    db: asyncpg.Connection, asked: _Asked, form: FormEntry, fields: FormFields
) -> AsyncIterator[ViewRecord]:
    """The closed views of a form that touched two fields which the owner merged into one.

    Sums by field cannot tell that it was one view. The rollups do tell in which versions both fields were touched at
    all: none where a redesign has put one field in the other's place, so that nothing is read here.
    """
    merged = fields.merged_ids()
    if not merged:
        return
    of_forms, field_ids, numbers = (list(column) for column in zip(*merged, strict=True))
    of_form = replace(asked, form_ids=form.form_ids)
    rows = await db.fetch(query("crowded_versions"), *of_form.cells[:5], of_forms, field_ids, numbers)
    wanted = asked.version_ids
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
        *replace(of_form, version_ids=crowded).moments,
        *asked.odd,
        field_ids,
        prefetch=2_000,
    )
    async for row in found:
        yield from_closed(row)


def _in_cells(view: ViewRecord, asked: _Asked) -> bool:
    """Whether the view counts in these cells of the rollups: one that went on may have left the cell of its row."""
    return (
        view.form_id in asked.form_ids
        and asked.device in (None, view.device)
        and asked.source in (None, view.source)
        and (asked.version_ids is None or view.version_id in asked.version_ids)
        and view.device != asked.left_out
    )


def _wanted(view: ViewRecord, filters: Filters) -> bool:
    seen = view.snapshot
    if not filters.first <= view.started_at.date() <= filters.last:
        return False
    if filters.page is not None and seen.page != filters.page:
        return False
    return all(seen.attributes.get(name) == value for name, value in filters.attributes.items())
