"""/sites/SITE/responses: what people said, in their words."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

import asyncpg
from litestar import Response, get
from litestar.exceptions import ClientException
from msgspec import Struct
from msgspec.structs import replace

from balk.accounts.sessions import Session
from balk.admin.handed import Asked, Now, ReadDb, SessionHere, SiteHere
from balk.admin.look import page
from balk.admin.period import LONGEST, asked_date
from balk.admin.responses_told import MOST_COUNTED, Told, tell
from balk.admin.wording import OUTCOMES
from balk.prompts.standard import STANDARD_PROMPTS
from balk.reasons.tags import TAGS
from balk.report.catalogue import site_forms
from balk.report.form_fields import fields_of_forms
from balk.report.responses import list_responses
from balk.report.shape import Response as Answer
from balk.report.shape import ResponseFilters
from balk.sites import Site

ASKED = ("form", "field", "tag", "outcome", "q", "first", "last")
"""Of a text that is searched for, and of any other filter."""

CHOICES = {choice.id: choice.text for prompt in STANDARD_PROMPTS.values() for choice in prompt.choices}


class FormFields(Struct, frozen=True):
    """A form to choose from: key, name, and its fields' keys and labels."""

    key: str
    name: str
    fields: list[tuple[str, str]]


async def forms_of(db: asyncpg.Pool, site_id: int) -> list[FormFields]:
    """The site's forms by name, with their fields in form order."""
    known = (await site_forms(db, site_id)).forms
    fields = await fields_of_forms(db, site_id, known)
    forms = [
        FormFields(form.key, form.name, [(one.key, one.label) for one in fields[form.form_id].entries])
        for form in known
    ]
    return sorted(forms, key=lambda form: (form.name, form.key))


def of_form(form: str, field: str) -> str:
    """One value for a field of a form, where the list of fields shows those of several."""
    return f"{quote(form, safe='')}/{quote(field, safe='')}"


def with_form_of_field(filters: ResponseFilters, forms: list[FormFields]) -> ResponseFilters:
    """A field that was chosen as one of a certain form asks for that form as well, unless another was chosen."""
    for form in forms:
        for key, _ in form.fields:
            if filters.field == of_form(form.key, key):
                return replace(filters, form=filters.form or form.key, field=key)
    return filters


def asked_responses(query: Mapping[str, str]) -> ResponseFilters:
    """The filter in the address; empty values count as not asked."""
    text = {name: query.get(name, "").replace("\0", "")[:LONGEST].strip() or None for name in ASKED}
    return ResponseFilters(
        form=text["form"],
        field=text["field"],
        tag=text["tag"],
        outcome=text["outcome"],
        q=text["q"],
        first=asked_date(text["first"]),
        last=asked_date(text["last"]),
    )


def render(
    answers: list[Answer],
    following: str | None,
    filters: ResponseFilters,
    forms: list[FormFields],
    told: Told,
    session: Session,
    site: Site,
    paged: bool,
) -> Response[str]:
    """The page for a list of answers; `told` is what they come to, `forms` are there to choose from."""
    chosen = {name: value for name in ASKED if (value := getattr(filters, name)) is not None}
    return page(
        "responses.html",
        session=session,
        site=site,
        here="responses",
        answers=answers,
        asked={name: str(chosen.get(name, "")) for name in ASKED},
        filtered=bool(chosen),
        query=urlencode(chosen),
        following=None if following is None else urlencode({**chosen, "cursor": following}),
        paged=paged,
        forms=forms,
        shown_forms=[form for form in forms if filters.form in (None, form.key)],
        of_form=of_form,
        told=told,
        tags=TAGS,
        outcomes=OUTCOMES,
        choices=CHOICES,
    )


@get("/sites/{site_name:str}/responses")
async def show_responses(
    request: Asked,
    read_db: ReadDb,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[str]:
    """The newest answers that fit, fifty at a time."""
    forms = await forms_of(read_db, site.site_id)
    filters = with_form_of_field(asked_responses(request.query_params), forms)
    cursor = request.query_params.get("cursor") or None
    try:
        answers, following = await list_responses(read_db, site, filters, now, cursor=cursor)
    except ValueError as problem:
        raise ClientException(str(problem)) from problem
    counted, older = await list_responses(read_db, site, filters, now, limit=MOST_COUNTED)
    told = tell(counted, older is not None)
    return render(answers, following, filters, forms, told, session, site, cursor is not None)
