"""The rows that a group of messages makes, as the columns of one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any  # a column holds whatever its parameter takes
from uuid import UUID

from msgspec import Struct
from msgspec.structs import astuple

from balk import wire
from balk.ingest.catalogue import Catalogue
from balk.ingest.form_ids import FormIds
from balk.ingest.source import source_of
from balk.prompts.answers import AskedForm, stored_answer
from balk.sites import Site
from balk.views.codes import device_code
from balk.views.snapshot import Snapshot, StoredField, encode, flags_of

_LONGEST_MS = 31 * 86_400_000
_INT = 2_147_483_647
_COUNT = 32_767

Columns = list[list[Any]]
"""One list a column, in the order of the statement's parameters; each holds values of its column's type."""


class Received(Struct, frozen=True):
    """One message, and what the server itself knows about it."""

    site: Site
    batch: wire.Batch
    received_at: datetime
    is_bot: bool

    @property
    def device(self) -> int:
        """A bot is a device of its own, unless the site counts bots like people."""
        return device_code("bot" if self.is_bot and not self.site.include_bots else self.batch.device)

    @property
    def source(self) -> int:
        """Where the visit came from."""
        return source_of(self.batch.referrer, self.batch.medium, tuple(self.site.origins))


def view_columns(group: Sequence[Received], catalogue: Catalogue) -> Columns:
    """Of each view the snapshot with the highest `seq`. The catalogue must know all that the messages name."""
    newest: dict[UUID, tuple[wire.View, Received]] = {}
    for received in group:
        for view in received.batch.views:
            other = newest.get(view.id)
            if other is None or other[0].seq < view.seq:
                newest[view.id] = (view, received)
    rows = [_view_row(view, received, catalogue) for view, received in newest.values()]
    return [list(column) for column in zip(*rows, strict=True)]


def _view_row(view: wire.View, received: Received, catalogue: Catalogue) -> tuple[Any, ...]:
    batch = received.batch
    form = catalogue.form(received.site.site_id, view.form)
    age_ms = min(view.age_ms, _LONGEST_MS)
    return (
        view.id,
        batch.visit,
        view.seq,
        form.form_id,
        form.version_id(view.version),
        received.received_at - timedelta(milliseconds=age_ms),
        received.received_at - timedelta(milliseconds=min(view.idle_ms, age_ms)),
        received.device,
        received.source,
        flags_of(view, batch, received.is_bot),
        encode(_snapshot(view, batch, form)),
    )


def _snapshot(view: wire.View, batch: wire.Batch, form: FormIds) -> Snapshot:
    ids = [form.field_id(touched.key) for touched in view.touched]
    fields = [_stored_field(field_id, touched) for field_id, touched in zip(ids, view.touched, strict=True)]
    steps = view.steps
    if len(set(ids)) != len(ids):
        fields, steps = _each_field_once(fields, steps)
    return Snapshot(
        view.page,
        min(view.active_ms, _INT),
        view.attempts,
        view.failed,
        view.outcome,
        ids[view.last] if 0 <= view.last < len(ids) else -1,
        view.blind_spots,
        view.shown,
        view.answered,
        view.dismissed,
        batch.attributes,
        batch.language,
        fields,
        steps,
        _counted(view.errors),
    )


def _stored_field(field_id: int, touched: wire.Touched) -> StoredField:
    return StoredField(
        field_id,
        touched.end,
        min(touched.active_ms, _INT),
        min(touched.hesitation_ms, _INT),
        touched.flags,
        touched.returns,
        touched.corrections,
        touched.refills,
        touched.rage_clicks,
        _counted(touched.errors),
    )


def _counted(errors: list[wire.FieldError]) -> list[tuple[str, int]]:
    return [(error.message, error.count) for error in errors]


def _each_field_once(fields: list[StoredField], steps: list[int]) -> tuple[list[StoredField], list[int]]:
    """Fields of one id become one (a page may repeat a key, and all past the bound share `(other)`)."""
    places: dict[int, int] = {}
    once: list[StoredField] = []
    moved: list[int] = []
    for field in fields:
        place = places.setdefault(field.field_id, len(once))
        moved.append(place)
        if place == len(once):
            once.append(field)
        else:
            once[place] = _both(once[place], field)
    return once, [
        step - step % 1000 + moved[step % 1000] if position % 2 and step % 1000 < len(moved) else step
        for position, step in enumerate(steps)
    ]


def _both(first: StoredField, second: StoredField) -> StoredField:
    return StoredField(
        first.field_id,
        second.end,
        min(first.active_ms + second.active_ms, _INT),
        first.hesitation_ms if first.hesitation_ms >= 0 else second.hesitation_ms,
        first.flags | second.flags,
        min(first.returns + second.returns, _COUNT),
        min(first.corrections + second.corrections, _COUNT),
        min(first.refills + second.refills, _COUNT),
        min(first.rage_clicks + second.rage_clicks, _COUNT),
        [*first.errors, *second.errors],
    )


def answer_rows(group: Sequence[Received], catalogue: Catalogue) -> list[tuple[Any, ...]]:
    """Of each answer the one with the highest `seq`, scrubbed and tagged (some milliseconds each), in order of id."""
    newest: dict[UUID, tuple[wire.Answer, Received]] = {}
    for received in group:
        for answer in received.batch.answers:
            other = newest.get(answer.id)
            if other is None or other[0].seq < answer.seq:
                newest[answer.id] = (answer, received)
    return [_answer_row(answer, received, catalogue) for _, (answer, received) in sorted(newest.items())]


def _answer_row(answer: wire.Answer, received: Received, catalogue: Catalogue) -> tuple[Any, ...]:
    form = None
    if answer.form is not None:
        known = catalogue.form(received.site.site_id, answer.form)
        form = AskedForm(known.form_id, known.name, known.newest_fields(), known.fields)
    batch = received.batch
    stored = stored_answer(answer, form, batch.visit, batch.language, received.received_at)
    return (received.site.site_id, *astuple(stored), received.device, received.source)


def moment_columns(group: Sequence[Received]) -> Columns:
    """Of each visit's moment of a name the highest count and the first time."""
    rows: dict[tuple[UUID, str], tuple[Any, ...]] = {}
    for received in group:
        for moment in received.batch.moments:
            key = (received.batch.visit, moment.name)
            first_at = received.received_at - timedelta(milliseconds=min(moment.age_ms, _LONGEST_MS))
            row = (*key, moment.count, moment.value, moment.page, received.device, received.source, first_at)
            other = rows.get(key)
            if other is not None:
                row = (*(row if moment.count > other[2] else other)[:7], min(first_at, other[7]))
            rows[key] = row
    return [list(column) for column in zip(*rows.values(), strict=True)]
