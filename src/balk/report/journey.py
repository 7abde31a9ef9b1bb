"""One view's journey, step by step: where the person was, and what happened there; never what they typed."""

from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
from msgspec import Struct

from balk import wire
from balk.report.catalogue import site_forms
from balk.report.form_fields import FormFields, form_fields
from balk.report.merged_view import merged_view
from balk.report.shape import ErrorCount
from balk.sites import Site
from balk.views.close import closed_views
from balk.views.codes import device_name, source_name
from balk.views.outcome import SUBMIT, abandonment_point, final_state, state_of
from balk.views.record import OPEN_COLUMNS, ViewRecord, from_open

END_STATES = ("empty", "partial", "filled", "invalid")
_NO_FIELD = 999


class Step(Struct, frozen=True):
    """One act: milliseconds after the view's first, a word of wire.STEP_KINDS, and the field it was about."""

    at_ms: int
    what: str
    field: str | None


class JourneyField(Struct, frozen=True):
    """What the person did with one field."""

    field: str
    label: str
    end_state: str
    changed: bool
    autofilled: bool
    pasted: bool
    hesitation_ms: int | None
    active_ms: int
    returns: int
    corrections: int
    refills: int
    rage_clicks: int
    errors: list[ErrorCount]


class Journey(Struct, frozen=True):
    """One view."""

    view: str
    visit: str
    form: str
    page: str
    device: str
    source: str
    language: str
    attributes: dict[str, str]
    started_at: datetime
    last_at: datetime
    outcome: str
    evidence: str | None
    abandoned_at_field: str | None
    active_ms: int
    attempts: int
    failed_attempts: int
    errors: list[ErrorCount]
    """Messages about the form as a whole."""
    fields: list[JourneyField]
    """In order of first touch."""
    steps: list[Step]


async def find_journey(db: asyncpg.Pool, site: Site, view_id: UUID, now: datetime) -> Journey | None:
    """The journey of a view of that site, or None where there is no such view."""
    async with db.acquire(timeout=2) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        row = await connection.fetchrow(
            f"select {OPEN_COLUMNS} from view_open where site_id = $1 and view_id = $2", site.site_id, view_id
        )
        view = (await closed_views(connection, site.site_id, [view_id])).get(view_id)
        state = None if view is None else final_state(view.flags)
        if row is not None and (view is None or row["seq"] > view.seq):
            view = from_open(row)
            state = state_of(view.flags, now - view.last_at, timedelta(seconds=site.abandon_after_s))
        if view is None or state is None:
            return None
        form = (await site_forms(connection, site.site_id)).by_id.get(view.form_id)
        if form is None:
            return None
        fields = await form_fields(connection, site.site_id, form)
    merged = merged_view(view, fields)
    seen = merged.snapshot
    point = abandonment_point(state, view.flags, seen.last_field)
    return Journey(
        view=str(view.view_id),
        visit=str(view.visit_id),
        form=form.key,
        page=seen.page,
        device=device_name(view.device),
        source=source_name(view.source),
        language=seen.language,
        attributes=seen.attributes,
        started_at=view.started_at,
        last_at=view.last_at,
        outcome=state,
        evidence=seen.outcome if seen.outcome not in ("", "pending", "failed") else None,
        abandoned_at_field="submit" if point == SUBMIT else fields.key(point),
        active_ms=seen.active_ms,
        attempts=seen.attempts,
        failed_attempts=seen.failed,
        errors=_errors(seen.errors),
        fields=_fields(merged, fields),
        steps=_steps(view, fields),
    )


def _fields(merged: ViewRecord, known: FormFields) -> list[JourneyField]:
    return [
        JourneyField(
            field=known.entries[field.field_id].key,
            label=known.entries[field.field_id].label,
            end_state=END_STATES[field.end],
            changed=bool(field.flags & wire.CHANGED),
            autofilled=bool(field.flags & wire.AUTOFILLED),
            pasted=bool(field.flags & wire.PASTED),
            hesitation_ms=None if field.hesitation_ms < 0 else field.hesitation_ms,
            active_ms=field.active_ms,
            returns=field.returns,
            corrections=field.corrections,
            refills=field.refills,
            rage_clicks=field.rage_clicks,
            errors=_errors(field.errors),
        )
        for field in merged.snapshot.touched
        if known.key(field.field_id) is not None
    ]


def _errors(errors: list[tuple[str, int]]) -> list[ErrorCount]:
    return [ErrorCount(message, count, 1) for message, count in errors]


def _steps(view: ViewRecord, known: FormFields) -> list[Step]:
    touched = view.snapshot.touched
    flat = view.snapshot.steps
    steps: list[Step] = []
    at_ms = 0
    for since, code in zip(flat[::2], flat[1::2], strict=False):
        at_ms += since * 100
        kind, index = divmod(code, 1000)
        if kind >= len(wire.STEP_KINDS):
            continue
        about = index != _NO_FIELD and index < len(touched)
        field = known.entry(view.form_id, touched[index].field_id) if about else None
        steps.append(Step(at_ms, wire.STEP_KINDS[kind], None if field is None else field.key))
    return steps
