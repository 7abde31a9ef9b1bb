"""All forms of a site with their headline figures."""

from datetime import date, datetime

import asyncpg

from balk.report.catalogue import SiteForms, site_forms
from balk.report.days import end_of, start_of
from balk.report.intervals import wilson
from balk.report.left_out import device_left_out
from balk.report.rollup_sums import in_spans, rollup_sums
from balk.report.shape import FormSummary
from balk.report.still_open import counted_open_views
from balk.sites import Site
from balk.views.figures import FORM_FIGURES, form_figures
from balk.views.record import OPEN_COLUMNS

_SHOWN = ("views", "started", "edited", "attempted", "completed", "unconfirmed", "abandoned")


async def form_summaries(db: asyncpg.Pool, site: Site, first: date, last: date, now: datetime) -> list[FormSummary]:
    """The headline figures of every form of the site that is not hidden, most started first; days are UTC, both
    included. Views of a form that was merged count in the one it was merged into."""
    async with db.acquire(timeout=2) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        forms = await site_forms(connection, site.site_id)
        sums = {form.form_id: dict.fromkeys(_SHOWN, 0) for form in forms.forms}
        left_out = device_left_out(site)
        cells = (site.site_id, list(forms.by_id), *in_spans(first, last), None, None, None, left_out)
        for row in await rollup_sums(connection, "form_day", cells):
            held = sums[forms.by_id[row["form_id"]].form_id]
            for name in _SHOWN:
                held[name] += row[name]
        await _add_open(connection, site, forms, sums, first, last, now)
    summaries = [
        FormSummary(
            form=form.key,
            name=form.name,
            page=form.page,
            **sums[form.form_id],
            in_progress=_in_progress(sums[form.form_id]),
            completion_rate=wilson(sums[form.form_id]["completed"], sums[form.form_id]["started"]),
        )
        for form in forms.forms
        if not form.hidden
    ]
    return sorted(summaries, key=lambda summary: (-summary.started, -summary.views, summary.form))


def _in_progress(sums: dict[str, int]) -> int:
    return sums["started"] - sums["completed"] - sums["unconfirmed"] - sums["abandoned"]


async def _add_open(
    db: asyncpg.Connection,
    site: Site,
    forms: SiteForms,
    sums: dict[int, dict[str, int]],
    first: date,
    last: date,
    now: datetime,
) -> None:
    rows = await db.fetch(
        f"select {OPEN_COLUMNS} from view_open where site_id = $1 and started_at >= $2 and started_at < $3 "
        "and ($4::smallint is null or device <> $4)",
        site.site_id,
        start_of(first),
        end_of(last),
        device_left_out(site),
    )
    for counted in await counted_open_views(db, site, rows, now):
        form = forms.by_id.get(counted.view.form_id)
        if form is None or not first <= counted.view.started_at.date() <= last:
            continue
        held = sums[form.form_id]
        for name, figure in zip(FORM_FIGURES, form_figures(counted.view, counted.state), strict=True):
            if name in held:
                held[name] += counted.sign * figure
