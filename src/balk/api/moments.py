"""Moments of a site."""

from litestar import get
from litestar.response import Stream
from msgspec import Struct

from balk.api.access import SiteAsked
from balk.api.asked import Bom, From, To, period
from balk.api.csv_answer import csv_answer
from balk.export import tables
from balk.handed import Now, ReadDb
from balk.report.moments import MomentSummary, moment_summaries


class MomentList(Struct, frozen=True):
    """Every moment of a site over a period."""

    moments: list[MomentSummary]


@get("/sites/{site_name:str}/moments", summary="Moments of a site")
async def list_moments(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    first: From = None,
    last: To = None,
) -> MomentList:
    """Those in most visits first."""
    return MomentList(await moment_summaries(read_db, site, *period(first, last, now)))


@get("/sites/{site_name:str}/moments.csv", summary="Moments of a site as CSV")
async def list_moments_csv(
    read_db: ReadDb,
    now: Now,
    site: SiteAsked,
    first: From = None,
    last: To = None,
    bom: Bom = False,
) -> Stream:
    """The same, a row each."""
    summaries = await moment_summaries(read_db, site, *period(first, last, now))
    return csv_answer("moments", tables.MOMENTS, [tables.struct_row(summary) for summary in summaries], bom)
