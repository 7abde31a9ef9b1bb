"""A view's state, as METRICS "A view's life" says."""

from datetime import timedelta

import pytest

from balk.views.codes import ViewFlag
from balk.views.outcome import NOWHERE, SUBMIT, State, abandonment_point, state_of

F = ViewFlag
WINDOW = timedelta(minutes=30)
LATER = timedelta(minutes=30)
SOON = timedelta(minutes=29)


@pytest.mark.parametrize(
    ("flags", "idle", "state"),
    [
        (0, LATER, State.SEEN),
        (F.STARTED, SOON, State.IN_PROGRESS),
        (F.STARTED, LATER, State.ABANDONED),
        (F.STARTED | F.ATTEMPTED | F.PENDING, SOON, State.IN_PROGRESS),
        (F.STARTED | F.ATTEMPTED | F.PENDING, LATER, State.UNCONFIRMED),
        (F.STARTED | F.ATTEMPTED | F.FAILED, LATER, State.ABANDONED),
        (F.STARTED | F.ATTEMPTED | F.COMPLETED, SOON, State.COMPLETED),
        (F.STARTED | F.COMPLETED, LATER, State.COMPLETED),
    ],
)
def test_a_view_has_one_state(flags: int, idle: timedelta, state: State) -> None:
    assert state_of(flags, idle, WINDOW) is state


@pytest.mark.parametrize(
    ("state", "flags", "last_field", "point"),
    [
        (State.ABANDONED, F.STARTED, 3, 3),
        (State.ABANDONED, F.STARTED | F.AT_SUBMIT, 3, SUBMIT),
        (State.ABANDONED, F.STARTED | F.FAILED, -1, SUBMIT),
        (State.COMPLETED, F.STARTED, 3, NOWHERE),
        (State.UNCONFIRMED, F.STARTED | F.PENDING, 3, NOWHERE),
    ],
)
def test_an_abandoned_view_has_exactly_one_point(state: State, flags: int, last_field: int, point: int) -> None:
    assert abandonment_point(state, flags, last_field) == point
