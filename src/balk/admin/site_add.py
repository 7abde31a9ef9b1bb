"""/sites/new: one more site."""

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect

from balk.admin.guard import posted
from balk.admin.handed import Asked, Db, Now, SessionHere
from balk.admin.look import page
from balk.admin.wording import in_path
from balk.sites import SiteExists, add_site

LONGEST_NAME = 60


def site_name(text: str) -> str:
    """A name that reads well in an address. Raises ValueError for one that does not."""
    name = text.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or "/" in name or name == "new":
        raise ValueError(f"A name has 1 to {LONGEST_NAME} characters and no slash; “new” is taken.")
    return name


@get("/sites/new")
async def show_new_site(session: SessionHere) -> Response[str]:
    """The form for a new site."""
    return page("site_new.html", session=session, site=None, here="sites", name="", origins="", problem="")


@post("/sites/new")
async def make_site(
    request: Asked,
    db: Db,
    session: SessionHere,
    now: Now,
) -> Response[Any]:
    """Make a site and show how to put the script on it."""
    form = await posted(request)
    name, origins = form.get("name", ""), form.get("origins", "")
    try:
        if not origins.split():
            raise ValueError("Name at least one origin, like https://www.example.com.")
        site = await add_site(db, site_name(name), origins.split(), now)
    except (ValueError, SiteExists) as problem:
        said = str(problem)[:1].upper() + str(problem)[1:]
        return page(
            "site_new.html",
            status=422,
            session=session,
            site=None,
            here="sites",
            name=name,
            origins=origins,
            problem=said,
        )
    return Redirect(f"/sites/{in_path(site.name)}/set-up", status_code=303)
