"""One form's friction report: METRICS, figure by figure."""

from collections import defaultdict
from datetime import datetime, timedelta

import asyncpg
import msgspec

from balk.report.catalogue import FormEntry, form_by_key, site_forms, versions_by_hash
from balk.report.days import end_of, start_of
from balk.report.form_fields import FieldEntry, FormFields, fields_of_forms, form_fields
from balk.report.gather import gather, is_odd
from balk.report.gathered import Gathered
from balk.report.intervals import difference, wilson
from balk.report.left_out import device_left_out
from balk.report.queries import query
from balk.report.reasons import Reasoned, count_reasons
from balk.report.recoverable import median_hazard, recoverable
from balk.report.shape import (
    EndStates,
    ErrorCount,
    FieldReport,
    Filters,
    FrictionReport,
    Hesitation,
    HiddenFields,
    Percentiles,
    Period,
    PromptEffect,
    PromptReport,
    SubmitReport,
    Totals,
)
from balk.sites import Site, views_kept_since
from balk.views.codes import device_code, source_code
from balk.views.figures import FIELD_FIGURES, FIELD_TIMES
from balk.views.histogram import quantiles
from balk.views.outcome import SUBMIT
from balk.views.record import attributes_of

_tags = msgspec.json.Decoder(list[str])
_NOBODY = dict.fromkeys((*FIELD_FIGURES, *FIELD_TIMES), 0)


class UnknownVersion(ValueError):
    """The form never had that version."""


async def friction_report(
    db: asyncpg.Pool, site: Site, form_key: str, filters: Filters, now: datetime
) -> FrictionReport | None:
    """The report of a form, or None where the site has no such form.

    Raises ValueError for a device or source that is none, UnknownVersion for a version that the form never had.
    """
    async with db.acquire(timeout=2) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        form = await form_by_key(connection, site.site_id, form_key)
        if form is None:
            return None
        version_ids = None
        if filters.version is not None:
            version_ids = await versions_by_hash(connection, site.site_id, form, filters.version)
            if not version_ids:
                raise UnknownVersion(f"version: {form_key} never had a version {filters.version!r}")
        fields = await form_fields(connection, site.site_id, form)
        gathered = (await gather(connection, site, {form: fields}, filters, version_ids, now))[form.form_id]
        answers = await _answers(connection, site, form, fields, filters, version_ids, now)
    report = _report(form, filters, gathered, fields.entries, answers)
    if not is_odd(filters):
        return report
    return msgspec.structs.replace(report, views_kept_since=views_kept_since(site, filters.first))


async def reports_without_answers(
    db: asyncpg.Pool, site: Site, form_keys: list[str], filters: Filters, now: datetime
) -> dict[str, FrictionReport]:
    """The reports of several forms by their keys, read together, as if nobody had answered anything."""
    async with db.acquire(timeout=2) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        known = (await site_forms(connection, site.site_id)).by_key
        forms = [known[key] for key in form_keys if key in known]
        by_id = await fields_of_forms(connection, site.site_id, forms)
        fields = {form: by_id[form.form_id] for form in forms}
        gathered = await gather(connection, site, fields, filters, None, now)
    return {
        form.key: _report(form, filters, gathered[form.form_id], of_form.entries, [])
        for form, of_form in fields.items()
    }


async def _answers(
    db: asyncpg.Connection,
    site: Site,
    form: FormEntry,
    fields: FormFields,
    filters: Filters,
    version_ids: list[int] | None,
    now: datetime,
) -> list[Reasoned]:
    """The form's answers, those alike together. What a view's attributes are is asked only where a filter needs it."""
    device = None if filters.device is None else device_code(filters.device)
    rows = await db.fetch(
        f"""
        select form_id, field_id, mentioned_field_id, outcome, jsonb_path_query_array(tags, '$[*].tag') as tags,
            case when $11 then doc end as doc, case when $11 then attributes end as attributes, count(*) as count
        from ({query("answers")}) answers
        where form_id = any($4::bigint[])
          and at >= $5
          and at < $6
          and ($7::smallint is null or device = $7)
          and ($8::smallint is null or source = $8)
          and ($9::text is null or page = $9)
          and ($10::bigint[] is null or version_id = any($10))
        group by 1, 2, 3, 4, 5, 6, 7
        """,
        site.site_id,
        now - timedelta(seconds=site.abandon_after_s),
        device_left_out(site, device),
        form.form_ids,
        start_of(filters.first),
        end_of(filters.last),
        device,
        None if filters.source is None else source_code(filters.source),
        filters.page,
        version_ids,
        bool(filters.attributes),
    )
    return [
        Reasoned(
            frozenset(
                fields.number(row["form_id"], field_id)
                for field_id in (row["field_id"], row["mentioned_field_id"])
                if field_id is not None
            ),
            tuple(_tags.decode(row["tags"])),
            row["outcome"],
            row["count"],
        )
        for row in rows
        if not filters.attributes or filters.attributes.items() <= attributes_of(row["doc"], row["attributes"]).items()
    ]


def _report(
    form: FormEntry, filters: Filters, gathered: Gathered, entries: list[FieldEntry], answers: list[Reasoned]
) -> FrictionReport:
    sums, by_number, errors = gathered.form(), gathered.fields(), gathered.errors()
    known = [entry for entry in entries if entry.current or entry.number in by_number]
    shown = [entry for entry in known if not entry.hidden]
    fields = [by_number.get(entry.number, _NOBODY) for entry in shown]
    typical = median_hazard([(figures["abandoned"], figures["reached"]) for figures in fields])
    answers_at: defaultdict[int, list[Reasoned]] = defaultdict(list)
    for answer in answers:
        for number in answer.fields:
            answers_at[number].append(answer)
    return FrictionReport(
        form=form.key,
        name=form.name,
        page=form.page,
        period=Period(filters.first, filters.last),
        sampling=1.0,
        totals=_totals(sums),
        fields=[
            _field(
                entry,
                position,
                figures,
                sums["abandoned"],
                _errors(errors.get(entry.number, {})),
                typical,
                answers_at[entry.number],
            )
            for position, (entry, figures) in enumerate(zip(shown, fields, strict=True))
        ],
        submit=SubmitReport(sums["submit_abandoned"], sums["failed_attempts"], _errors(errors.get(SUBMIT, {}))),
        reasons=count_reasons(answers),
        prompts=_prompts(sums),
        hidden=_hidden({entry.number for entry in known if entry.hidden}, by_number, answers),
    )


def _hidden(numbers: set[int], fields: dict[int, dict[str, int]], answers: list[Reasoned]) -> HiddenFields:
    return HiddenFields(
        fields=len(numbers),
        abandoned=sum(fields.get(number, _NOBODY)["abandoned"] for number in numbers),
        answers=sum(answer.count for answer in answers if not numbers.isdisjoint(answer.fields)),
    )


def _totals(sums: dict[str, int]) -> Totals:
    return Totals(
        views=sums["views"],
        started=sums["started"],
        edited=sums["edited"],
        attempted=sums["attempted"],
        completed=sums["completed"],
        unconfirmed=sums["unconfirmed"],
        abandoned=sums["abandoned"],
        in_progress=sums["started"] - sums["completed"] - sums["unconfirmed"] - sums["abandoned"],
        blind_spots=sums["blind_spots"],
        completion_rate=wilson(sums["completed"], sums["started"]),
        active_ms=Percentiles(*quantiles(sums["active"], 0.5, 0.9)),
    )


def _errors(messages: dict[str, dict[str, int]]) -> list[ErrorCount]:
    """The messages of one place, the most frequent first."""
    errors = [ErrorCount(message, figures["count"], figures["views"]) for message, figures in messages.items()]
    return sorted((error for error in errors if error.count), key=lambda error: (-error.count, error.message))


def _field(
    entry: FieldEntry,
    position: int,
    figures: dict[str, int],
    all_abandoned: int,
    errors: list[ErrorCount],
    typical: float,
    answers: list[Reasoned],
) -> FieldReport:
    reached, abandoned = figures["reached"], figures["abandoned"]
    p50, p90 = quantiles(figures["hesitation"], 0.5, 0.9)
    return FieldReport(
        field=entry.key,
        label=entry.label,
        type=entry.type,
        position=position,
        required=entry.required,
        reached=reached,
        abandoned=abandoned,
        drop_off_rate=wilson(abandoned, reached),
        share_of_abandonment=abandoned / all_abandoned if all_abandoned else None,
        skipped=figures["skipped"],
        returns=figures["returns"],
        corrections=figures["corrections"],
        refills=figures["refills"],
        rage_clicks=figures["rage_clicks"],
        autofilled=figures["autofilled"],
        pasted=figures["pasted"],
        hesitation_ms=Hesitation(p50, p90, figures["censored"]),
        active_ms=Percentiles(*quantiles(figures["active"], 0.5, 0.9)),
        errors=errors,
        end_states=EndStates(
            figures["left_empty"], figures["left_partial"], figures["left_filled"], figures["left_invalid"]
        ),
        completion_given_reached=wilson(figures["completed"], reached),
        recoverable=recoverable(reached, abandoned, figures["completed"], typical),
        reasons=count_reasons(answers),
        answers=sum(answer.count for answer in answers),
    )


def _prompts(sums: dict[str, int]) -> PromptReport:
    asked = wilson(sums["completed"] - sums["holdout_completed"], sums["started"] - sums["holdout_started"])
    holdout = wilson(sums["holdout_completed"], sums["holdout_started"])
    return PromptReport(
        sums["shown"], sums["answered"], sums["dismissed"], PromptEffect(asked, holdout, difference(asked, holdout))
    )
