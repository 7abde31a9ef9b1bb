"""What people said."""

from datetime import date
from typing import Annotated, Literal

from litestar import get
from litestar.exceptions import ClientException
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from balk.api.access import SiteAsked
from balk.api.asked import Bom
from balk.api.csv_answer import csv_stream
from balk.export.stream import stream
from balk.handed import Now, ReadDb
from balk.report.responses import BadCursor, list_responses
from balk.report.shape import Response, ResponseFilters

From = Annotated[date | None, QueryParameter(name="from", description="First day, UTC.")]
To = Annotated[date | None, QueryParameter(name="to", description="Last day, UTC, included.")]
Field = Annotated[str | None, QueryParameter(description="Key of the field it was given at, or that it names.")]
Outcome = Annotated[
    Literal["seen", "in_progress", "completed", "unconfirmed", "abandoned", "unknown"] | None,
    QueryParameter(description="What the person then did; unknown where the view never arrived."),
]
Query = Annotated[str | None, QueryParameter(max_length=200, description="Words that the text contains.")]
Limit = Annotated[int, QueryParameter(ge=1, le=1000)]


class ResponsePage(Struct, frozen=True):
    """Responses, newest first, and the cursor of the next page."""

    responses: list[Response]
    next: str | None


@get("/sites/{site_name:str}/responses", summary="Responses of a site")
async def show_responses(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    form: FromQuery[str | None] = None,
    field: Field = None,
    tag: FromQuery[str | None] = None,
    outcome: Outcome = None,
    q: Query = None,
    first: From = None,
    last: To = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> ResponsePage:
    """Newest first; `next` is the cursor of the next page, or null."""
    filters = ResponseFilters(form, field, tag, outcome, q, first, last)
    try:
        responses, following = await list_responses(read_db, site, filters, now, limit=limit, cursor=cursor)
    except BadCursor as problem:
        raise ClientException(str(problem)) from problem
    return ResponsePage(responses, following)


@get("/sites/{site_name:str}/responses.csv", summary="Responses of a site as CSV")
async def show_responses_csv(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    form: FromQuery[str | None] = None,
    field: Field = None,
    tag: FromQuery[str | None] = None,
    outcome: Outcome = None,
    q: Query = None,
    first: From = None,
    last: To = None,
    bom: Bom = False,
) -> Stream:
    """All of them, streamed."""
    filters = ResponseFilters(form, field, tag, outcome, q, first, last)
    return csv_stream("responses", stream(read_db, site, "responses", "csv", now, filters, bom=bom))
