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


class ViewRecord(Struct, frozen=True, gc=False):
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
    """What of a closed view is read only one view at a time. What is `None` here has a column of its own by now."""

    page: str | None
    outcome: wire.Outcome
    last_field: int
    blind_spots: int | None
    shown: int | None
    answered: int | None
    dismissed: int | None
    attributes: dict[str, str] | None
    language: str
    errors: list[tuple[int, list[tuple[str, int]]]] | None
    """By position in `fields`."""
    steps: list[int]
    form_errors: list[tuple[str, int]] | None = None


_Errors = list[tuple[int, str, int]]
"""Position in `fields`, or FORM for the form as a whole; a message; how often it came up there."""

FORM = -1

_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(_Rest).decode
_errors_of = msgspec.json.Decoder(_Errors).decode
_attributes_of = msgspec.json.Decoder(dict[str, str]).decode


def attributes_of(doc: bytes | None, stored: str | None) -> dict[str, str]:
    """The attributes of a view by `view_open.doc`, or else by `view_closed.attributes`."""
    if doc is not None:
        return snapshot.decode(doc).attributes
    return {} if stored is None else _attributes_of(stored)


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
    "page",
    "attributes",
    "errors",
    "blind_spots",
    "shown",
    "answered",
    "dismissed",
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
    field_errors, form_errors = _closed_errors(row["errors"], rest)
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
            errors=field_errors.get(at // _PER_FIELD, []),
        )
        for field_id, active_ms, hesitation_ms, at in zip(
            row["fields"], row["active"], row["hesitation"], range(0, len(figures), _PER_FIELD), strict=True
        )
    ]
    return _record(
        row,
        Snapshot(
            page=row["page"] or rest.page or "",
            active_ms=row["active_ms"],
            attempts=row["attempts"],
            failed=row["failed"],
            outcome=rest.outcome,
            last_field=rest.last_field,
            blind_spots=row["blind_spots"] or rest.blind_spots or 0,
            shown=row["shown"] or rest.shown or 0,
            answered=row["answered"] or rest.answered or 0,
            dismissed=row["dismissed"] or rest.dismissed or 0,
            attributes=attributes_of(None, row["attributes"]) or rest.attributes or {},
            language=rest.language,
            touched=touched,
            steps=rest.steps,
            errors=form_errors,
        ),
    )


def _closed_errors(stored: str | None, rest: _Rest) -> tuple[dict[int, list[tuple[str, int]]], list[tuple[str, int]]]:
    """Messages by position in `fields`, and those about the form as a whole."""
    if stored is None:
        return dict(rest.errors or []), rest.form_errors or []
    by_place: dict[int, list[tuple[str, int]]] = {}
    for place, message, count in _errors_of(stored):
        by_place.setdefault(place, []).append((message, count))
    return by_place, by_place.pop(FORM, [])


def closed_point(view: ViewRecord) -> int:
    """The abandonment point of a view whose window has passed."""
    return abandonment_point(final_state(view.flags), view.flags, view.snapshot.last_field)


def written_attributes(view: ViewRecord) -> str | None:
    """`view_closed.attributes`: JSON; None where there are none."""
    return _to_json(view.snapshot.attributes) if view.snapshot.attributes else None


def packed(site_id: int, view: ViewRecord) -> tuple[Any, ...]:
    """The row of `view_closed`: site_id, then CLOSED_COLUMNS."""
    seen = view.snapshot
    figures: list[int] = []
    for field in seen.touched:
        figures += (field.end, field.flags, field.returns, field.corrections, field.refills, field.rage_clicks)
    rest = _Rest(None, seen.outcome, seen.last_field, None, None, None, None, None, seen.language, None, seen.steps)
    errors: _Errors = [(FORM, *error) for error in seen.errors]
    errors += [(at, *error) for at, field in enumerate(seen.touched) for error in field.errors]
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
        seen.active_ms,
        seen.attempts,
        seen.failed,
        closed_point(view),
        [field.field_id for field in seen.touched],
        figures,
        [field.hesitation_ms for field in seen.touched],
        [field.active_ms for field in seen.touched],
        _to_bytes(rest),
        seen.page,
        written_attributes(view),
        _to_json(errors) if errors else None,
        seen.blind_spots,
        seen.shown,
        seen.answered,
        seen.dismissed,
    )


def _to_json(value: _Errors | dict[str, str]) -> str:
    return msgspec.json.encode(value).decode()
