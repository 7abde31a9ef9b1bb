"""What people said."""

from datetime import date, datetime
from typing import Annotated

import asyncpg
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import ClientException
from litestar.params import Parameter
from litestar.response import Stream
from msgspec import Struct

from balk.api.access import allowed_site
from balk.api.asked import Bom
from balk.api.csv_answer import csv_stream
from balk.export.stream import stream
from balk.report.responses import BadCursor, list_responses
from balk.report.shape import Response, ResponseFilters

From = Annotated[date | None, Parameter(query="from", description="First day, UTC.")]
To = Annotated[date | None, Parameter(query="to", description="Last day, UTC, included.")]
Field = Annotated[str | None, Parameter(description="Key of the field it was given at, or that it names.")]
Outcome = Annotated[
    str | None, Parameter(description="seen, in_progress, completed, unconfirmed, abandoned or unknown.")
]
Query = Annotated[str | None, Parameter(max_length=200, description="Words that the text contains.")]
Limit = Annotated[int, Parameter(ge=1, le=1000)]


class ResponsePage(Struct, frozen=True):
    """Responses, newest first, and the cursor of the next page."""

    responses: list[Response]
    next: str | None


@get("/sites/{site_name:str}/responses", summary="Responses of a site")
async def show_responses(
    request: Request[None, None, State],
    db: asyncpg.Pool,
    now: datetime,
    site_name: str,
    form: str | None = None,
    field: Field = None,
    tag: str | None = None,
    outcome: Outcome = None,
    q: Query = None,
    first: From = None,
    last: To = None,
    limit: Limit = 50,
    cursor: str | None = None,
) -> ResponsePage:
    """Newest first; `next` is the cursor of the next page, or null."""
    site = await allowed_site(request, db, site_name)
    filters = ResponseFilters(form, field, tag, outcome, q, first, last)
    try:
        responses, following = await list_responses(db, site, filters, now, limit=limit, cursor=cursor)
    except BadCursor as problem:
        raise ClientException(str(problem)) from problem
    return ResponsePage(responses, following)


@get("/sites/{site_name:str}/responses.csv", summary="Responses of a site as CSV")
async def show_responses_csv(
    request: Request[None, None, State],
    db: asyncpg.Pool,
    now: datetime,
    site_name: str,
    form: str | None = None,
    field: Field = None,
    tag: str | None = None,
    outcome: Outcome = None,
    q: Query = None,
    first: From = None,
    last: To = None,
    bom: Bom = False,
) -> Stream:
    """All of them, streamed."""
    site = await allowed_site(request, db, site_name)
    filters = ResponseFilters(form, field, tag, outcome, q, first, last)
    return csv_stream("responses", stream(db, site, "responses", "csv", now, filters, bom=bom))
