"""Exports as streams of bytes: a million rows cost constant memory."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import asyncpg
import msgspec

from balk.export import csv, tables
from balk.report.catalogue import site_forms
from balk.report.friction import friction_report
from balk.report.moments import stream_moments
from balk.report.responses import stream_responses
from balk.report.shape import Filters, ResponseFilters
from balk.report.views import stream_views
from balk.sites import Site

What = Literal["responses", "fields", "views", "moments"]
Format = Literal["csv", "jsonl"]
WHAT: tuple[What, ...] = get_args(What)
FORMATS: tuple[Format, ...] = get_args(Format)

_ROWS = 500
"""Rows written out together."""
_DAYS = 28
"""Days of the fields export, today included, where none are asked for."""

_COLUMNS: dict[str, tuple[str, ...]] = {
    "responses": tables.RESPONSES,
    "fields": tables.FIELDS,
    "views": tables.VIEWS,
    "moments": tables.VISIT_MOMENTS,
}


def last_days(now: datetime, days: int = _DAYS) -> Filters:
    """The last `days` days of UTC, today included, everybody."""
    return Filters(now.date() - timedelta(days=days - 1), now.date())


async def stream(
    db: asyncpg.Pool,
    site: Site,
    what: What,
    kind: Format,
    now: datetime,
    filters: Filters | ResponseFilters | None = None,
    *,
    form: str | None = None,
    bom: bool = False,
) -> AsyncIterator[bytes]:
    """All rows of one export of a site: a header line and CSV, or a JSON object a line.

    `filters` are ResponseFilters for responses and Filters for fields (the last 28 days where None); views and moments
    take none. `form` names the one form of a fields export; None means all forms that are not hidden.
    """
    columns = _COLUMNS[what]
    if kind == "csv":
        yield (csv.BOM.encode() if bom else b"") + csv.lines([columns])
    waiting: list[dict[str, Any]] = []
    async for row in _rows(db, site, what, now, filters, form):
        waiting.append(row)
        if len(waiting) == _ROWS:
            yield _written(waiting, columns, kind)
            waiting = []
    if waiting:
        yield _written(waiting, columns, kind)


def _written(rows: list[dict[str, Any]], columns: tuple[str, ...], kind: Format) -> bytes:
    if kind == "csv":
        return csv.lines([[row[column] for column in columns] for row in rows])
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


async def _rows(
    db: asyncpg.Pool,
    site: Site,
    what: What,
    now: datetime,
    filters: Filters | ResponseFilters | None,
    form: str | None,
) -> AsyncIterator[dict[str, Any]]:
    if what == "responses":
        wanted = filters if isinstance(filters, ResponseFilters) else ResponseFilters()
        async for response in stream_responses(db, site, wanted, now):
            yield tables.response_row(response)
    elif what == "fields":
        period = filters if isinstance(filters, Filters) else last_days(now)
        forms = (await site_forms(db, site.site_id)).forms
        keys = [form] if form is not None else [entry.key for entry in forms if not entry.hidden]
        for key in keys:
            report = await friction_report(db, site, key, period, now)
            for row in [] if report is None else tables.field_rows(report):
                yield row
    elif what == "views":
        async for view in stream_views(db, site, now):
            yield tables.struct_row(view)
    else:
        async for moment in stream_moments(db, site):
            yield tables.struct_row(moment)
