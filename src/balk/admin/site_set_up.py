"""/sites/SITE/set-up: the script tag, the origins, and what pages can say to Balk."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg
from litestar import Response, get, post
from litestar.response import Redirect

from balk.accounts.sessions import Session
from balk.admin.guard import posted
from balk.admin.handed import Asked, Db, Now, SessionHere, SettingsHere, SiteHere
from balk.admin.look import page
from balk.admin.refusals_read import refused
from balk.admin.wording import in_path
from balk.origins import normal_origin
from balk.settings import Settings
from balk.sites import Site, change_site, snippet

MOST_ORIGINS = 50


async def has_data(db: asyncpg.Pool, site_id: int) -> bool:
    """Whether any view of the site has arrived: a form is known by its views only."""
    found: bool = await db.fetchval("select exists (select from form where site_id = $1)", site_id)
    return found


async def _set_up(
    db: asyncpg.Pool,
    settings: Settings,
    session: Session,
    site: Site,
    now: datetime,
    origin: str = "",
    problem: str = "",
) -> Response[str]:
    return page(
        "set_up.html",
        status=422 if problem else 200,
        session=session,
        site=site,
        here="set-up",
        now=now,
        has_data=await has_data(db, site.site_id),
        snippet=snippet(site, settings.url),
        server=normal_origin(settings.url),
        refusals=await refused(db, site.site_id, now.date() - timedelta(days=6), now.date()),
        origin=origin,
        problem=problem,
    )


@get("/sites/{site_name:str}/set-up")
async def show_set_up(
    db: Db,
    settings: SettingsHere,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[str]:
    """How to put Balk on this site's pages."""
    return await _set_up(db, settings, session, site, now)


@post("/sites/{site_name:str}/set-up")
async def add_origin(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[Any]:
    """Take data from one more origin, or from one fewer."""
    form = await posted(request)
    remove, origin = form.get("remove", ""), form.get("origin", "")
    if remove:
        await change_site(db, site, origins=[kept for kept in site.origins if kept != remove])
    else:
        try:
            added = normal_origin(origin)
        except ValueError as problem:
            return await _set_up(db, settings, session, site, now, origin, f"{problem}.")
        if len(site.origins) >= MOST_ORIGINS:
            return await _set_up(db, settings, session, site, now, origin, f"A site lists at most {MOST_ORIGINS}.")
        if added not in site.origins:
            await change_site(db, site, origins=[*site.origins, added])
    return Redirect(f"/sites/{in_path(site.name)}/set-up#origins", status_code=303)
