"""One view's journey."""

from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from balk.api.access import SiteAsked
from balk.handed import Now, ReadDb
from balk.report.journey import Journey, find_journey


@get("/sites/{site_name:str}/views/{view:uuid}", summary="One view, step by step")
async def show_view(read_db: ReadDb, now: Now, site: SiteAsked, view: FromPath[UUID]) -> Journey:
    """Where the person was and what happened there, never what they typed."""
    journey = await find_journey(read_db, site, view, now)
    if journey is None:
        raise NotFoundException(f"site {site.name!r} has no view {view}")
    return journey
