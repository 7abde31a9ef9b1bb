"""Moments of a site."""

from datetime import datetime

import asyncpg
from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Stream
from msgspec import Struct

from balk.api.access import allowed_site
from balk.api.asked import Bom, From, To, period
from balk.api.csv_answer import csv_answer
from balk.export import tables
from balk.report.moments import MomentSummary, moment_summaries


class MomentList(Struct, frozen=True):
    """Every moment of a site over a period."""

    moments: list[MomentSummary]


@get("/sites/{site_name:str}/moments", summary="Moments of a site")
async def list_moments(
    request: Request[None, None, State],
    db: asyncpg.Pool,
    now: datetime,
    site_name: str,
    first: From = None,
    last: To = None,
) -> MomentList:
    """Those in most visits first."""
    site = await allowed_site(request, db, site_name)
    return MomentList(await moment_summaries(db, site, *period(first, last, now)))


@get("/sites/{site_name:str}/moments.csv", summary="Moments of a site as CSV")
async def list_moments_csv(
    request: Request[None, None, State],
    db: asyncpg.Pool,
    now: datetime,
    site_name: str,
    first: From = None,
    last: To = None,
    bom: Bom = False,
) -> Stream:
    """The same, a row each."""
    site = await allowed_site(request, db, site_name)
    summaries = await moment_summaries(db, site, *period(first, last, now))
    return csv_answer("moments", tables.MOMENTS, [tables.struct_row(summary) for summary in summaries], bom)
