"""/sites/SITE/responses: what people said, in their words."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get
from litestar.exceptions import ClientException

from balk.accounts.sessions import Session
from balk.admin.handed import Asked, Db, Now, SessionHere, SiteHere
from balk.admin.look import page
from balk.admin.period import asked_date
from balk.admin.wording import OUTCOMES
from balk.prompts.standard import STANDARD_PROMPTS
from balk.report.responses import list_responses
from balk.report.shape import Response as Answer
from balk.report.shape import ResponseFilters
from balk.sites import Site

ASKED = ("form", "field", "tag", "outcome", "q", "first", "last")
LONGEST = 300
"""Of a text that is searched for, and of any other filter."""

TAGS = (
    "cost",
    "account-required",
    "privacy-trust",
    "too-long",
    "unnecessary-question",
    "unclear",
    "validation",
    "technical",
    "missing-option",
    "info-not-at-hand",
    "missing-info",
    "not-ready",
    "interrupted",
    "payment-failed",
    "accessibility",
    "support-needed",
    "no-problem",
    "other",
)
"""In the order in which the tags are defined."""

CHOICES = {choice.id: choice.text for prompt in STANDARD_PROMPTS.values() for choice in prompt.choices}


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
    forms: list[tuple[str, str]],
    session: Session,
    site: Site,
    paged: bool,
) -> Response[str]:
    """The page for a list of answers. `forms` are keys and names to choose from."""
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
        tags=TAGS,
        outcomes=OUTCOMES,
        choices=CHOICES,
    )


@get("/sites/{site_name:str}/responses")
async def show_responses(
    request: Asked,
    db: Db,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[str]:
    """The newest answers that fit, fifty at a time."""
    filters = asked_responses(request.query_params)
    cursor = request.query_params.get("cursor") or None
    try:
        answers, following = await list_responses(db, site, filters, now, cursor=cursor)
    except ValueError as problem:
        raise ClientException(str(problem)) from problem
    rows = await db.fetch("select key, name from form where site_id = $1 order by name, key", site.site_id)
    forms = [(row["key"], row["name"] or row["key"]) for row in rows]
    return render(answers, following, filters, forms, session, site, cursor is not None)
