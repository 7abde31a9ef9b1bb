"""/sites/SITE: a site's forms, each with its biggest snag."""

from datetime import timedelta
from urllib.parse import urlencode

from litestar import Response, get
from msgspec import Struct

from balk.admin.handed import Asked, Now, ReadDb, SessionHere, SettingsHere, SiteHere
from balk.admin.look import page
from balk.admin.period import CHOICES, LONGEST, asked_days, asked_filters
from balk.admin.refusals_read import refused
from balk.origins import normal_origin
from balk.report.catalogue import site_forms
from balk.report.forms import form_summaries
from balk.report.friction import reports_without_answers
from balk.report.shape import FieldReport, Filters, FormSummary
from balk.report.verdict import ENOUGH_STARTS, snags
from balk.sites import snippet

MOST_SNAGS = 30
"""For so many forms, those with most starts, the biggest snag is looked for."""

MOST_LINES = 20
"""So many forms are listed unless `all` is asked for; where there are more, they can be searched."""


class FormLine(Struct, frozen=True):
    """A form, and the field that costs it most; None where none stands out."""

    form: FormSummary
    snag: FieldReport | None
    looked: bool
    """Whether a snag was looked for: there are starts enough, and not too many forms."""


def in_order(lines: list[FormLine]) -> list[FormLine]:
    """The form first that can win most; those that nobody started last."""
    return sorted(
        lines,
        key=lambda line: (
            -(line.snag.recoverable.value if line.snag else 0.0),
            -line.form.started,
            -line.form.views,
            line.form.form,
        ),
    )


def that_fit(forms: list[FormSummary], sought: str) -> list[FormSummary]:
    """The forms whose name, key or page has the text that is sought."""
    text = sought.casefold()
    return [form for form in forms if any(text in part.casefold() for part in (form.name, form.form, form.page))]


@get("/sites/{site_name:str}")
async def list_forms(
    request: Asked,
    read_db: ReadDb,
    settings: SettingsHere,
    session: SessionHere,
    site: SiteHere,
    now: Now,
) -> Response[str]:
    """The site's forms; what to do while there are none."""
    asked = asked_filters(request.query_params, now)
    filters = Filters(asked.first, asked.last)
    sought = request.query_params.get("q", "").replace("\0", "")[:LONGEST].strip()
    days = asked_days(request.query_params)
    forms = await form_summaries(read_db, site, filters.first, filters.last, now)
    found = that_fit(forms, sought)
    looked = [form.form for form in found[:MOST_SNAGS] if form.started >= ENOUGH_STARTS]
    reports = await reports_without_answers(read_db, site, looked, filters, now)
    worst = {key: next(iter(snags(report)), None) for key, report in reports.items()}
    lines = in_order([FormLine(form, worst.get(form.form), form.form in worst) for form in found])
    known = await site_forms(read_db, site.site_id)
    return page(
        "forms.html",
        session=session,
        site=site,
        here="forms",
        lines=lines,
        listed=lines if request.query_params.get("all") else lines[:MOST_LINES],
        every=urlencode({"days": str(days)} | ({"q": sought} if sought else {}) | {"all": "1"}),
        number_of_forms=len(forms),
        sought=sought,
        longest=LONGEST,
        most_lines=MOST_LINES,
        hidden=[form for form in known.forms if form.hidden],
        merged=[(form, known.by_key[form.key]) for form in known.merged],
        first=filters.first,
        last=filters.last,
        days=days,
        choices=CHOICES,
        refusals=await refused(read_db, site.site_id, now.date() - timedelta(days=6), now.date()),
        snippet=snippet(site, settings.url),
        server=normal_origin(settings.url),
        enough=ENOUGH_STARTS,
        now=now,
    )
