"""/sites/SITE/retention: how long a site keeps what it records. Its form stands on the set-up page."""

from typing import Any

from litestar import Response, post
from litestar.response import Redirect

from balk.admin.guard import posted
from balk.admin.handed import Asked, Db, Now, SessionHere, SettingsHere, SiteHere
from balk.admin.site_set_up import MOST_KEPT, set_up_page
from balk.admin.wording import in_path
from balk.sites import FOR_EVER, change_site

_WHAT = {"views": "Views", "aggregates": "Daily figures", "answers": "Answers"}


@post("/sites/{site_name:str}/retention")
async def set_retention(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[Any]:
    """Change how long this site keeps views, daily figures and answers."""
    form = await posted(request)
    sent = {name: form.get(name, "").strip() for name in _WHAT}
    try:
        views, aggregates, answers = [_time(name, sent[name]) for name in _WHAT]
    except ValueError as problem:
        return await set_up_page(db, settings, session, site, now, keeping=sent, keeping_problem=str(problem))
    await change_site(db, site, keep_views_days=views, keep_aggregates_months=aggregates, keep_answers_days=answers)
    return Redirect(f"/sites/{in_path(site.name)}/set-up#retention", status_code=303)


def _time(name: str, sent: str) -> int:
    """Days or months. Raises ValueError with a sentence."""
    if not sent and name == "answers":
        return FOR_EVER
    if sent.isascii() and sent.isdigit() and len(sent) <= 9 and 1 <= int(sent) <= MOST_KEPT[name]:
        return int(sent)
    unit = "months" if name == "aggregates" else "days"
    for_ever = "; nothing stands for ever" if name == "answers" else ""
    raise ValueError(f"{_WHAT[name]} are kept for 1 to {MOST_KEPT[name]:,} {unit}{for_ever}.")
