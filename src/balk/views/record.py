"""A view as the code sees it, open or closed, and the packed row it becomes when it is closed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from balk import wire
from balk.views import snapshot
from balk.views.outcome import abandonment_point, final_state
from balk.views.snapshot import Snapshot, StoredField

_SMALL = 32_767


class ViewRecord(Struct, frozen=True):
    """One view, whole."""

    view_id: UUID
    visit_id: UUID
    seq: int
    form_id: int
    version_id: int
    started_at: datetime
    last_at: datetime
    device: int
    source: int
    flags: int
    snapshot: Snapshot


class _Rest(Struct, frozen=True, array_like=True):
    """What of a closed view is read only one view at a time. New attributes go to the end."""

    page: str
    outcome: wire.Outcome
    last_field: int
    blind_spots: int
    shown: int
    answered: int
    dismissed: int
    attributes: dict[str, str]
    language: str
    errors: list[tuple[int, list[tuple[str, int]]]]
    """By position in `fields`."""
    steps: list[int]
    form_errors: list[tuple[str, int]] = []


_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(_Rest).decode


def attributes_of(doc: bytes | None, rest: bytes | None) -> dict[str, str]:
    """The attributes of a view by `view_open.doc`, or else by `view_closed.rest`."""
    if doc is not None:
        return snapshot.decode(doc).attributes
    return {} if rest is None else _from_bytes(rest).attributes


OPEN_COLUMNS = "view_id, visit_id, seq, form_id, version_id, started_at, last_at, device, source, flags, doc"
CLOSED_COLUMNS = (
    "view_id",
    "visit_id",
    "seq",
    "form_id",
    "version_id",
    "started_at",
    "last_at",
    "device",
    "source",
    "flags",
    "active_ms",
    "attempts",
    "failed",
    "point",
    "fields",
    "figures",
    "hesitation",
    "active",
    "rest",
)
_PER_FIELD = 6
"""Numbers of each field in `figures`: end state, flags, returns, corrections, refills, rage clicks."""


def _record(row: Mapping[str, Any], seen: Snapshot) -> ViewRecord:
    return ViewRecord(
        view_id=row["view_id"],
        visit_id=row["visit_id"],
        seq=row["seq"],
        form_id=row["form_id"],
        version_id=row["version_id"],
        started_at=row["started_at"],
        last_at=row["last_at"],
        device=row["device"],
        source=row["source"],
        flags=row["flags"],
        snapshot=seen,
    )


def from_open(row: Mapping[str, Any]) -> ViewRecord:
    """The view in a row of OPEN_COLUMNS."""
    return _record(row, snapshot.decode(row["doc"]))


def from_closed(row: Mapping[str, Any]) -> ViewRecord:
    """The view in a row of CLOSED_COLUMNS."""
    rest = _from_bytes(row["rest"])
    errors = dict(rest.errors)
    figures = row["figures"]
    touched = [
        StoredField(
            field_id=field_id,
            end=figures[at],
            active_ms=active_ms,
            hesitation_ms=hesitation_ms,
            flags=figures[at + 1],
            returns=figures[at + 2],
            corrections=figures[at + 3],
            refills=figures[at + 4],
            rage_clicks=figures[at + 5],
            errors=errors.get(at // _PER_FIELD, []),
        )
        for field_id, active_ms, hesitation_ms, at in zip(
            row["fields"], row["active"], row["hesitation"], range(0, len(figures), _PER_FIELD), strict=True
        )
    ]
    return _record(
        row,
        Snapshot(
            page=rest.page,
            active_ms=row["active_ms"],
            attempts=row["attempts"],
            failed=row["failed"],
            outcome=rest.outcome,
            last_field=rest.last_field,
            blind_spots=rest.blind_spots,
            shown=rest.shown,
            answered=rest.answered,
            dismissed=rest.dismissed,
            attributes=rest.attributes,
            language=rest.language,
            touched=touched,
            steps=rest.steps,
            errors=rest.form_errors,
        ),
    )


def packed(site_id: int, view: ViewRecord) -> tuple[Any, ...]:
    """The row of `view_closed`: site_id, then CLOSED_COLUMNS."""
    seen = view.snapshot
    figures: list[int] = []
    for field in seen.touched:
        figures += (field.end, field.flags, field.returns, field.corrections, field.refills, field.rage_clicks)
    rest = _Rest(
        page=seen.page,
        outcome=seen.outcome,
        last_field=seen.last_field,
        blind_spots=seen.blind_spots,
        shown=seen.shown,
        answered=seen.answered,
        dismissed=seen.dismissed,
        attributes=seen.attributes,
        language=seen.language,
        errors=[(at, field.errors) for at, field in enumerate(seen.touched) if field.errors],
        steps=seen.steps,
        form_errors=seen.errors,
    )
    return (
        site_id,
        view.view_id,
        view.visit_id,
        view.seq,
        view.form_id,
        view.version_id,
        view.started_at,
        view.last_at,
        view.device,
        view.source,
        view.flags,
        min(seen.active_ms, 2_147_483_647),
        seen.attempts,
        seen.failed,
        abandonment_point(final_state(view.flags), view.flags, seen.last_field),
        [field.field_id for field in seen.touched],
        [min(figure, _SMALL) for figure in figures],
        [min(field.hesitation_ms, 2_147_483_647) for field in seen.touched],
        [min(field.active_ms, 2_147_483_647) for field in seen.touched],
        _to_bytes(rest),
    )
