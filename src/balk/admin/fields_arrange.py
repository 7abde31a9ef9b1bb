"""/sites/SITE/forms/FORM/fields: a form and its fields named, hidden and merged."""

from typing import Any

import asyncpg
from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from balk import form_settings
from balk.accounts.sessions import Session
from balk.admin.guard import path_piece, posted
from balk.admin.handed import Asked, Db, SessionHere, SiteHere
from balk.admin.look import page
from balk.admin.wording import in_path
from balk.report.catalogue import FormEntry, SiteForms, site_forms
from balk.report.form_fields import FormFields, form_fields
from balk.sites import Site

FORM = "form"
"""In `?saved=`, where a field's number would stand."""


def render(
    form: FormEntry,
    fields: FormFields,
    forms: SiteForms,
    session: Session,
    site: Site,
    problem: str = "",
    saved: str = "",
) -> Response[str]:
    """The page for a form. `saved` is what has just got a name: FORM, or the number of a field."""
    return page(
        "fields.html",
        status=422 if problem else 200,
        session=session,
        site=site,
        here="forms",
        form=form,
        shown=[field for field in fields.entries if not field.hidden],
        hidden=[field for field in fields.entries if field.hidden],
        others=sorted((one for one in forms.forms if one.key != form.key), key=lambda one: (one.name, one.key)),
        merged=[one for one in forms.merged if forms.by_key[one.key].key == form.key],
        longest=form_settings.LONGEST_NAME,
        problem=problem,
        saved=saved,
        form_itself=FORM,
    )


async def _forms_with(db: asyncpg.Pool, site: Site, key: str) -> tuple[SiteForms, FormEntry]:
    """The site's forms, and the one of that key. Raises NotFoundException."""
    forms = await site_forms(db, site.site_id)
    form = forms.by_key.get(path_piece(key))
    if form is None:
        raise NotFoundException("This site has no form of this name.")
    return forms, form


@get("/sites/{site_name:str}/forms/{form_key:str}/fields")
async def show_fields(
    request: Asked,
    db: Db,
    session: SessionHere,
    site: SiteHere,
    form_key: FromPath[str],
) -> Response[str]:
    """What this form and its fields are called, what is hidden, what is merged. `?saved=` says what was just named."""
    forms, form = await _forms_with(db, site, form_key)
    saved = request.query_params.get("saved", "")
    return render(form, await form_fields(db, site.site_id, form), forms, session, site, saved=saved)


@post("/sites/{site_name:str}/forms/{form_key:str}/fields")
async def arrange(
    request: Asked,
    db: Db,
    session: SessionHere,
    site: SiteHere,
    form_key: FromPath[str],
) -> Response[Any]:
    """Change one thing about the form, or about one of its fields; `do` says what."""
    forms, form = await _forms_with(db, site, form_key)
    fields = await form_fields(db, site.site_id, form)
    sent = await posted(request)
    try:
        if "field" in sent:
            target = await _change_field(db, site, form, fields, sent)
        else:
            target = await _change_form(db, site, form, sent)
    except ValueError as problem:
        return render(form, fields, forms, session, site, str(problem))
    except LookupError as missing:
        raise NotFoundException("There is no form, no field or no change of this name here.") from missing
    return Redirect(f"/sites/{in_path(site.name)}{target}", status_code=303)


async def _change_field(db: asyncpg.Pool, site: Site, form: FormEntry, fields: FormFields, sent: dict[str, str]) -> str:
    """Do what was sent about a field; where that is seen, below the site's path. Raises ValueError, LookupError."""
    here = f"/forms/{in_path(form.key)}/fields"
    if sent.get("do") == "unmerge":  # perhaps of a field that came with a form which is no longer merged
        await form_settings.unmerge_field(db, site.site_id, form, sent["field"])
        return f"{here}#fields"
    field = fields.entries[fields.by_key[sent["field"]]]
    match sent.get("do"):
        case "name":
            await form_settings.name_field(db, site.site_id, form, field, sent.get("name", ""))
        case "hide" | "show" as what:
            await form_settings.hide_field(db, site.site_id, form, field, what == "hide")
        case "merge":
            await form_settings.merge_field(db, site.site_id, form, field.key, sent.get("into", ""))
        case _:
            raise LookupError(sent.get("do"))
    if sent["do"] == "name":
        return f"{here}?saved={field.number}#f-{field.number}"
    return f"{here}#f-{field.number}" if sent["do"] == "show" else f"{here}#fields"


async def _change_form(db: asyncpg.Pool, site: Site, form: FormEntry, sent: dict[str, str]) -> str:
    """Do what was sent about the form; where that is seen, below the site's path. Raises ValueError, LookupError."""
    here = f"/forms/{in_path(form.key)}/fields"
    match sent.get("do"):
        case "name":
            await form_settings.name_form(db, site.site_id, form, sent.get("name", ""))
            return f"{here}?saved={FORM}"
        case "hide" | "show" as what:
            await form_settings.hide_form(db, site.site_id, form, what == "hide")
            return "#left-out" if what == "hide" else ""
        case "merge":
            into = (await site_forms(db, site.site_id)).by_key[sent.get("into", "")]
            await form_settings.merge_form(db, site.site_id, form.key, into.key)
            return f"/forms/{in_path(into.key)}/fields#merged"
        case "unmerge":
            await form_settings.unmerge_form(db, site.site_id, sent.get("form", ""))
        case _:
            raise LookupError(sent.get("do"))
    return here
