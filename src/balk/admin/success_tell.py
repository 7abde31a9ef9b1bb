"""/sites/SITE/success: how to tell Balk that a form was sent, and the site's rules for it."""

from datetime import datetime
from typing import Any

import asyncpg
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from balk.accounts.sessions import Session
from balk.admin.guard import posted
from balk.admin.handed import Asked, Db, Now, SessionHere, SiteHere
from balk.admin.look import page
from balk.admin.wording import in_path
from balk.report.catalogue import site_forms
from balk.sites import Site
from balk.success_rules import add_rule, checked_selector, checked_url, list_rules, remove_rule
from balk.wire import SuccessRule


async def _success(
    db: asyncpg.Pool, session: Session, site: Site, sent: dict[str, str], problem: str = ""
) -> Response[str]:
    """The page; `sent` fills its form."""
    forms = await site_forms(db, site.site_id)
    return page(
        "success.html",
        status=422 if problem else 200,
        session=session,
        site=site,
        here="set-up",
        rules=await list_rules(db, site.site_id),
        forms=sorted(forms.forms, key=lambda form: (form.name, form.key)),
        names={key: form.name for key, form in forms.by_key.items()},
        sent={name: sent.get(name, "") for name in ("form", "url", "selector")},
        problem=problem,
    )


@get("/sites/{site_name:str}/success")
async def show_success(request: Asked, db: Db, session: SessionHere, site: SiteHere) -> Response[str]:
    """Three ways to say what success is. `?form=` chooses that form for a new rule."""
    return await _success(db, session, site, {"form": request.query_params.get("form", "")})


@post("/sites/{site_name:str}/success")
async def tell_success(
    request: Asked,
    db: Db,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[Any]:
    """Add a rule, or remove one."""
    sent = await posted(request)
    try:
        if "remove" in sent:
            await remove_rule(db, site.site_id, _number(sent["remove"]))
        else:
            await _add(db, site, sent, now)
    except LookupError as missing:
        raise NotFoundException("There is no form and no rule of this name here.") from missing
    except ValueError as problem:
        return await _success(db, session, site, sent, str(problem))
    return Redirect(f"/sites/{in_path(site.name)}/success#rules", status_code=303)


async def _add(db: asyncpg.Pool, site: Site, sent: dict[str, str], now: datetime) -> None:
    """Raises ValueError with a sentence, LookupError for a form that this site doesn't have."""
    form, url, selector = (sent.get(name, "").strip() for name in ("form", "url", "selector"))
    if form and form not in (await site_forms(db, site.site_id)).by_key:
        raise LookupError(form)
    if url and selector:
        raise ValueError("Add the address and the selector as two rules: one of them is enough for a success.")
    if selector:
        rule = SuccessRule(form=form, selector=checked_selector(selector))
    else:
        rule = SuccessRule(form=form, url=checked_url(url, site.origins))
    await add_rule(db, site.site_id, rule, now)


def _number(text: str) -> int:
    """A rule's number. Raises LookupError for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise LookupError(text)
    return int(text)
