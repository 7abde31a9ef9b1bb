"""/: all sites, or the only one."""

from datetime import timedelta

from litestar import Response, get
from litestar.response import Redirect
from msgspec import Struct

from balk.admin.handed import Db, Now, ReadDb, SessionHere
from balk.admin.look import page
from balk.admin.wording import in_path
from balk.report.forms import form_summaries
from balk.sites import Site, all_sites


class SiteLine(Struct, frozen=True):
    """A site with the sums over its forms in 28 days."""

    site: Site
    forms: int
    started: int
    completed: int


@get("/")
async def list_sites(db: Db, read_db: ReadDb, session: SessionHere, now: Now) -> Response[str] | Redirect:
    """Every site with its headline figures; where there is one, or none, the page that is of use then."""
    sites = await all_sites(db)
    if not sites:
        return Redirect("/sites/new", status_code=303)
    if len(sites) == 1:
        return Redirect(f"/sites/{in_path(sites[0].name)}", status_code=303)
    lines = []
    for site in sites:
        forms = await form_summaries(read_db, site, now.date() - timedelta(days=27), now.date(), now)
        started, completed = sum(form.started for form in forms), sum(form.completed for form in forms)
        lines.append(SiteLine(site, len(forms), started, completed))
    return page("sites.html", session=session, site=None, here="sites", lines=lines, now=now)
