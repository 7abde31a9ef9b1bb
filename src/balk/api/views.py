"""One view's journey."""

from datetime import datetime
from uuid import UUID

import asyncpg
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException

from balk.api.access import allowed_site
from balk.report.journey import Journey, find_journey


@get("/sites/{site_name:str}/views/{view:uuid}", summary="One view, step by step")
async def show_view(
    request: Request[None, None, State], db: asyncpg.Pool, now: datetime, site_name: str, view: UUID
) -> Journey:
    """Where the person was and what happened there, never what they typed."""
    site = await allowed_site(request, db, site_name)
    journey = await find_journey(db, site, view, now)
    if journey is None:
        raise NotFoundException(f"site {site.name!r} has no view {view}")
    return journey
