"""/sites/SITE/forms/FORM: one form's report."""

import asyncio
from typing import Any
from urllib.parse import urlencode

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Stream

from balk.accounts.sessions import Session
from balk.admin.computing import UNBUFFERED, while_computing
from balk.admin.drawn_form import draw
from balk.admin.guard import path_piece
from balk.admin.handed import Asked, Now, ReadDb, SessionHere, SiteHere
from balk.admin.look import page
from balk.admin.period import CHOICES, DEVICES, LONGEST, NARROWING, asked_days, asked_filters
from balk.report import verdict
from balk.report.catalogue import form_by_key
from balk.report.friction import friction_report
from balk.report.gather import is_odd
from balk.report.responses import list_responses
from balk.report.shape import Filters, FrictionReport, ResponseFilters
from balk.report.shape import Response as Answer
from balk.sites import Site
from balk.views.codes import SOURCES

MOST_ANSWERS = 500
"""Of the newest so many answers the loudest are quoted."""


def quotable(answers: list[Answer], filters: Filters) -> list[Answer]:
    """The answers that a narrowed report may quote: none by attribute, which an answer does not tell of its view."""
    wanted = {"device": filters.device, "source": filters.source, "page": filters.page}
    return [
        answer
        for answer in answers
        if not filters.attributes and all(asked in (None, getattr(answer, name)) for name, asked in wanted.items())
    ]


def render(
    report: FrictionReport, answers: list[Answer], session: Session, site: Site, filters: Filters, query: dict[str, str]
) -> Response[str]:
    """The page for a report. `query` is what the address asked for: days, device, what else narrows it, sort."""
    sort = query.get("sort", "recoverable")
    kept = {name: query[name] for name in ("days", "device", *NARROWING) if query.get(name)}
    attribute, value = next(iter(filters.attributes.items()), ("", ""))
    return page(
        "report.html",
        session=session,
        site=site,
        here="forms",
        report=report,
        totals=report.totals,
        drawn=draw(report),
        typical=verdict.typical_hazard(report.fields),
        snags=verdict.snags(report),
        marks={field.field: verdict.marks(field, report.fields) for field in report.fields},
        quotes=verdict.loudest(answers, report.fields),
        labels={field.field: field.label or field.field for field in report.fields},
        table=verdict.sorted_fields(report.fields, sort),
        sort=sort if sort in verdict.SORTS else "recoverable",
        most_recoverable=verdict.scale([field.recoverable.high for field in report.fields]),
        most_drop_off=verdict.scale([field.drop_off_rate.high or 0.0 for field in report.fields if field.reached >= 5]),
        most_waiting=verdict.scale([field.hesitation_ms.p90 or 0.0 for field in report.fields]),
        most_reasons=max((max(reason.left, reason.completed) for reason in report.reasons), default=1) or 1,
        errors_of=verdict.errors_of,
        enough_starts=verdict.ENOUGH_STARTS,
        enough_views=verdict.ENOUGH_VIEWS,
        days=asked_days(query),
        device=query.get("device") if query.get("device") in DEVICES else "",
        choices=CHOICES,
        devices=DEVICES,
        sources=SOURCES,
        narrowed={"source": filters.source, "page": filters.page, "attribute": attribute, "value": value},
        longest=LONGEST,
        kept=urlencode(kept),
    )


@get("/sites/{site_name:str}/forms/{form_key:str}")
async def show_report(
    request: Asked,
    read_db: ReadDb,
    session: SessionHere,
    site: SiteHere,
    now: Now,
    form_key: FromPath[str],
) -> Response[Any]:
    """Where people stop in this form, why, and what a fix would win back.

    What no rollup answers takes seconds where there are millions of views. Then the page begins at once, says that it
    is being computed, and goes on when it has been.
    """
    filters = asked_filters(request.query_params, now)
    key = path_piece(form_key)

    async def rendered() -> str:
        report = None
        if "\0" not in key:
            asked = ResponseFilters(form=key, first=filters.first, last=filters.last)
            report, (answers, _) = await asyncio.gather(
                friction_report(read_db, site, key, filters, now),
                list_responses(read_db, site, asked, now, limit=MOST_ANSWERS),
            )
        if report is None:
            raise NotFoundException("This site has no form of this name.")
        return render(report, quotable(answers, filters), session, site, filters, dict(request.query_params)).content

    form = None if "\0" in key or not is_odd(filters) else await form_by_key(read_db, site.site_id, key)
    if form is None:
        return Response(await rendered(), media_type=MediaType.HTML)
    begun = page("computing.html", session=session, site=site, here="forms", form=form).content
    return Stream(while_computing(begun, rendered()), media_type=MediaType.HTML, headers=UNBUFFERED)
