"""What one view adds to each figure (METRICS, "A view's life" and "Per field").

Closing, rebuilding, open views in a report and odd filters all count with these functions, so they cannot differ.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from balk import wire
from balk.views.codes import ViewFlag
from balk.views.outcome import SUBMIT, State, abandonment_point
from balk.views.record import ViewRecord
from balk.views.snapshot import StoredField

FORM_FIGURES = (
    "views",
    "started",
    "edited",
    "attempted",
    "completed",
    "unconfirmed",
    "abandoned",
    "blind_spots",
    "failed_attempts",
    "submit_abandoned",
    "shown",
    "answered",
    "dismissed",
    "holdout_started",
    "holdout_completed",
)
"""Columns of `form_day` that count, in the order of `form_figures`."""

FORM_TIMES = ("active",)
"""Columns of `form_day` that are histograms, in the order of `form_times`."""

FIELD_FIGURES = (
    "reached",
    "completed",
    "abandoned",
    "skipped",
    "returns",
    "corrections",
    "refills",
    "rage_clicks",
    "autofilled",
    "pasted",
    "censored",
    "left_empty",
    "left_partial",
    "left_filled",
    "left_invalid",
)
"""Columns of `field_day` that count, in the order of `field_figures`."""

FIELD_TIMES = ("hesitation", "active")
"""Columns of `field_day` that are histograms, in the order of `field_figures`."""

ERROR_FIGURES = ("count", "views")
"""Columns of `error_day`."""


Times = tuple[int | None, ...]
"""Milliseconds, an observation for each histogram; None adds nothing to it."""


class Cell(Struct, frozen=True, order=True):
    """Where in the rollups a view counts."""

    form_id: int
    day: date
    version_id: int
    device: int
    source: int


def cell_of(view: ViewRecord) -> Cell:
    """The cell of a view: the UTC day it was first seen, its version, device and source."""
    return Cell(view.form_id, view.started_at.date(), view.version_id, view.device, view.source)


def form_figures(view: ViewRecord, state: State) -> tuple[int, ...]:
    """FORM_FIGURES of one view in that state."""
    seen = view.snapshot
    started = state is not State.SEEN
    completed = state is State.COMPLETED
    point = abandonment_point(state, view.flags, seen.last_field)
    holdout = bool(view.flags & ViewFlag.HOLDOUT)
    return (
        1,
        int(started),
        int(bool(view.flags & ViewFlag.EDITED)),
        int(bool(view.flags & ViewFlag.ATTEMPTED)),
        int(completed),
        int(state is State.UNCONFIRMED),
        int(state is State.ABANDONED),
        seen.blind_spots,
        seen.failed,
        int(point == SUBMIT),
        seen.shown,
        seen.answered,
        seen.dismissed,
        int(started and holdout),
        int(completed and holdout),
    )


def form_times(view: ViewRecord, state: State) -> Times:
    """FORM_TIMES of one view in that state."""
    return (None if state is State.SEEN else view.snapshot.active_ms,)


def is_reached(field: StoredField) -> bool:
    """Whether it was focused or changed. A field nobody was in can still show an error, when it stops an attempt."""
    return field.hesitation_ms >= 0 or field.flags != 0


def field_figures(view: ViewRecord, state: State) -> Iterator[tuple[int, tuple[int, ...], Times]]:
    """For every field that the view reached: its id, FIELD_FIGURES and FIELD_TIMES."""
    completed = int(state is State.COMPLETED)
    point = abandonment_point(state, view.flags, view.snapshot.last_field)
    for field in view.snapshot.touched:
        if not is_reached(field):
            continue
        focused = field.hesitation_ms >= 0
        flags = field.flags
        end = field.end
        yield (
            field.field_id,
            (
                1,
                completed,
                int(point == field.field_id),
                int(end == 0),
                field.returns,
                field.corrections,
                field.refills,
                field.rage_clicks,
                int(flags & wire.AUTOFILLED != 0),
                int(flags & wire.PASTED != 0),
                int(focused and not flags & wire.CHANGED),
                int(end == 0),
                int(end == 1),
                int(end == 2),
                int(end == 3),
            ),
            (field.hesitation_ms, field.active_ms) if focused else (None, None),
        )


def error_figures(view: ViewRecord) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """For every message that came up: the field's id, or SUBMIT for one about the whole form; the message; and
    ERROR_FIGURES."""
    came_up = [(SUBMIT, view.snapshot.errors), *((field.field_id, field.errors) for field in view.snapshot.touched)]
    for field_id, errors in came_up:
        counts: dict[str, int] = {}
        for message, count in errors:
            counts[message] = counts.get(message, 0) + count
        for message, count in counts.items():
            yield field_id, message, (count, 1)
