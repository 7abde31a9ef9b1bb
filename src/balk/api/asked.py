"""What a request asks for, from its query, as Structs."""

from datetime import date, datetime
from typing import Annotated, Any

from litestar import Request
from litestar.exceptions import ClientException
from litestar.params import QueryParameter

from balk.report.shape import Filters
from balk.views.codes import DEVICES, SOURCES

From = Annotated[date | None, QueryParameter(name="from", description="First day, UTC. Default: 27 days before `to`.")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, UTC, included. Default: today.")]
Device = Annotated[str | None, QueryParameter(description=f"One of {', '.join(DEVICES)}.")]
Source = Annotated[str | None, QueryParameter(description=f"One of {', '.join(SOURCES)}.")]
Bom = Annotated[bool, QueryParameter(description="Begin with a byte order mark, for spreadsheets that want one.")]

_DAYS = 28


def period(first: date | None, last: date | None, now: datetime) -> tuple[date, date]:
    """The days asked for. Raises ClientException where the first is after the last."""
    last = last or now.date()
    first = first or date.fromordinal(max(1, last.toordinal() - _DAYS + 1))
    if first > last:
        raise ClientException(f"from: {first} is after {last}")
    return first, last


def report_filters(
    request: Request[Any, Any, Any],
    first: date | None,
    last: date | None,
    device: str | None,
    source: str | None,
    version: str | None,
    page: str | None,
    now: datetime,
) -> Filters:
    """The filters of a report. Raises ClientException for a device, source, attribute or period that is none."""
    if device is not None and device not in DEVICES:
        raise ClientException(f"device: {device!r} is none of {', '.join(DEVICES)}")
    if source is not None and source not in SOURCES:
        raise ClientException(f"source: {source!r} is none of {', '.join(SOURCES)}")
    attributes = {
        name.removeprefix("attr."): value
        for name, value in request.query_params.items()
        if name.startswith("attr.") and name != "attr."
    }
    if any("\0" in text for attribute in attributes.items() for text in attribute):
        raise ClientException("attr: no attribute holds the character U+0000")
    return Filters(*period(first, last, now), device, source, version, page, attributes)
