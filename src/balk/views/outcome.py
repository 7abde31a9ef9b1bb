"""The state of a view (METRICS, "A view's life").

Always: started = completed + unconfirmed + abandoned + in progress.
"""

from datetime import timedelta
from enum import StrEnum

from balk.views.codes import ViewFlag

SUBMIT = -2
"""Abandonment point of a view whose last act was an attempt that failed: the submit step."""
NOWHERE = -1
"""Abandonment point of a view that was not abandoned."""

CLOCK_AHEAD = timedelta(hours=1)
"""A view that was last heard of further ahead than this was stamped by a clock that was wrong. It is no sign of life:
such a view is closed at once, and comes back when it goes on."""


class State(StrEnum):
    """What has become of a view."""

    SEEN = "seen"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    UNCONFIRMED = "unconfirmed"
    ABANDONED = "abandoned"


def state_of(flags: int, idle: timedelta, window: timedelta) -> State:
    """The state of a view in which nothing has happened for `idle`, on a site with that abandonment window.

    `idle` is below zero where the clock that stamped the view is ahead of the one that asks.
    """
    if flags & ViewFlag.COMPLETED:
        return State.COMPLETED
    if not flags & ViewFlag.STARTED:
        return State.SEEN
    if -CLOCK_AHEAD <= idle < window:
        return State.IN_PROGRESS
    return State.UNCONFIRMED if flags & ViewFlag.PENDING else State.ABANDONED


def final_state(flags: int) -> State:
    """The state of a view whose window has passed."""
    return state_of(flags, timedelta.max, timedelta.max)


def abandonment_point(state: State, flags: int, last_field: int) -> int:
    """The id of the field an abandoned view was left at, or SUBMIT; NOWHERE for other views.

    A view that was started by an attempt alone, without any field touched, was left at the submit step.
    """
    if state is not State.ABANDONED:
        return NOWHERE
    return SUBMIT if flags & ViewFlag.AT_SUBMIT or last_field < 0 else last_field
