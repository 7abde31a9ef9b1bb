"""A view as it is stored while it is open: `view_open.doc`, MessagePack arrays. New attributes go to the end."""

import msgspec
from msgspec import Struct

from balk import wire
from balk.views.codes import ViewFlag

SUCCESSES = frozenset({"api", "rule", "navigated", "request"})
"""Outcomes that are evidence of success."""


class StoredField(Struct, frozen=True, gc=False, array_like=True):
    """What a person did with one field; as `wire.Touched`, with the field's id in place of its key."""

    field_id: int
    end: int
    active_ms: int
    hesitation_ms: int
    flags: int
    returns: int
    corrections: int
    refills: int
    rage_clicks: int
    errors: list[tuple[str, int]] = []
    """Messages and how often each came up."""


class Snapshot(Struct, frozen=True, gc=False, array_like=True):
    """What no column of `view_open` says about a view."""

    page: str
    active_ms: int
    attempts: int
    failed: int
    outcome: wire.Outcome
    last_field: int
    """Id of the field last interacted with; -1 for none."""
    blind_spots: int
    shown: int
    answered: int
    dismissed: int
    attributes: dict[str, str] = {}
    language: str = ""
    touched: list[StoredField] = []
    """In order of first touch."""
    steps: list[int] = []
    """As in `wire.View.steps`: an index in them is one in `touched`."""
    errors: list[tuple[str, int]] = []
    """Messages about the form as a whole, and how often each came up."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Snapshot)


def encode(snapshot: Snapshot) -> bytes:
    """The bytes of `view_open.doc`."""
    return _encoder.encode(snapshot)


def decode(doc: bytes) -> Snapshot:
    """The snapshot that `encode` made `doc` from. Raises msgspec.DecodeError for other bytes."""
    return _decoder.decode(doc)


def flags_of(view: wire.View, batch: wire.Batch, is_bot: bool) -> int:
    """What a view is, as bits. An attempt or an outcome is an interaction too, so it starts a view."""
    touched_flags = 0
    for touched in view.touched:
        touched_flags |= touched.flags
    flags = 0
    if view.touched or view.attempts or view.outcome:
        flags |= ViewFlag.STARTED
    if touched_flags & wire.CHANGED:
        flags |= ViewFlag.EDITED
    if view.attempts or view.outcome:
        flags |= ViewFlag.ATTEMPTED
    if view.outcome in SUCCESSES:
        flags |= ViewFlag.COMPLETED
    elif view.outcome == "failed":
        flags |= ViewFlag.FAILED
    elif view.outcome == "pending" or view.attempts:
        flags |= ViewFlag.PENDING
    if touched_flags & wire.AUTOFILLED:
        flags |= ViewFlag.AUTOFILLED
    if is_bot:
        flags |= ViewFlag.BOT
    if batch.holdout:
        flags |= ViewFlag.HOLDOUT
    if view.shown:
        flags |= ViewFlag.SHOWN
    if view.answered:
        flags |= ViewFlag.ANSWERED
    if view.dismissed:
        flags |= ViewFlag.DISMISSED
    if view.at_submit:
        flags |= ViewFlag.AT_SUBMIT
    if view.blind_spots:
        flags |= ViewFlag.BLIND
    return flags
