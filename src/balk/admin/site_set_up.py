"""/sites/SITE/set-up: the script tag, the origins, and what pages can say to Balk."""

from datetime import date, datetime, timedelta
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
from balk.sites import MOST_KEPT_DAYS, MOST_KEPT_MONTHS, Site, change_site, snippet, views_kept_since

MOST_ORIGINS = 50

MOST_KEPT = {"views": MOST_KEPT_DAYS, "aggregates": MOST_KEPT_MONTHS, "answers": MOST_KEPT_DAYS}
"""By the names of the form's fields."""


async def has_data(db: asyncpg.Pool, site_id: int) -> bool:
    """Whether any view of the site has arrived: a form is known by its views only."""
    found: bool = await db.fetchval("select exists (select from form where site_id = $1)", site_id)
    return found


async def set_up_page(
    db: asyncpg.Pool,
    settings: Settings,
    session: Session,
    site: Site,
    now: datetime,
    origin: str = "",
    problem: str = "",
    *,
    keeping: dict[str, str] | None = None,
    keeping_problem: str = "",
) -> Response[str]:
    """The page; `origin` and `keeping` fill its forms again when there is a problem with them."""
    return page(
        "set_up.html",
        status=422 if problem or keeping_problem else 200,
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
        keeping=keeping or keeping_of(site),
        keeping_problem=keeping_problem,
        most=MOST_KEPT,
        kept_since=views_kept_since(site, date.min),
    )


def keeping_of(site: Site) -> dict[str, str]:
    """How long a site keeps what it records, as the form shows it: nothing stands for ever."""
    answers = "" if site.keep_answers_days is None else str(site.keep_answers_days)
    return {"views": str(site.keep_views_days), "aggregates": str(site.keep_aggregates_months), "answers": answers}


@get("/sites/{site_name:str}/set-up")
async def show_set_up(
    db: Db,
    settings: SettingsHere,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[str]:
    """How to put Balk on this site's pages."""
    return await set_up_page(db, settings, session, site, now)


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
            return await set_up_page(db, settings, session, site, now, origin, f"{problem}.")
        if len(site.origins) >= MOST_ORIGINS:
            return await set_up_page(db, settings, session, site, now, origin, f"A site lists at most {MOST_ORIGINS}.")
        if added not in site.origins:
            await change_site(db, site, origins=[*site.origins, added])
    return Redirect(f"/sites/{in_path(site.name)}/set-up#origins", status_code=303)
