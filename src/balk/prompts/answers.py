"""An answer as it is stored: choices as their texts, text scrubbed, tagged, and tied to fields by their ids.

What a person typed into our question is scrubbed here, before anything keeps it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from balk import reasons, wire
from balk.prompts.standard import STANDARD_PROMPTS, Choice
from balk.report.shape import Tag

_encode = msgspec.json.Encoder().encode


class AskedForm(Struct, frozen=True):
    """What is known of the form that a prompt stood over."""

    form_id: int
    name: str
    fields: Sequence[wire.Field]
    """Of its newest version, in form order."""
    field_ids: dict[str, int]
    """By field key."""


class StoredAnswer(Struct, frozen=True):
    """One row of `answer`, without its site, device and source."""

    answer_id: UUID
    seq: int
    visit_id: UUID
    view_id: UUID | None
    form_id: int | None
    field_id: int | None
    mentioned_field_id: int | None
    prompt: str
    question: str
    choices: list[str]
    score: int | None
    text: str
    lang: str
    sentiment: str
    tags: str
    """JSON of `list[report.shape.Tag]`."""
    page: str
    at: datetime


def stored_answer(
    answer: wire.Answer, form: AskedForm | None, visit: UUID, language: str, received_at: datetime
) -> StoredAnswer:
    """The row that an answer makes. `language` is the page's, a hint for a short text's own."""
    chosen = [_choice(answer.prompt, choice_id) for choice_id in dict.fromkeys(answer.choices)]
    fields = [] if form is None else form.fields
    labels = {field.key: field.label or field.key for field in fields}
    reading = reasons.read(
        answer.text,
        answer.question,
        "" if form is None else form.name,
        list(labels.values()),
        None if answer.field is None else labels.get(answer.field, answer.field),
        language,
    )
    by_person = [Tag(choice.tag, "person", 1.0) for choice in chosen if choice.tag is not None]
    picked = {tag.tag for tag in by_person}
    by_reading = [tag for tag in reading.tags if tag.tag not in picked]
    return StoredAnswer(
        answer_id=answer.id,
        seq=answer.seq,
        visit_id=visit,
        view_id=answer.view,
        form_id=None if form is None else form.form_id,
        field_id=None if form is None or answer.field is None else form.field_ids.get(answer.field),
        mentioned_field_id=None if form is None else _field_of(reading.named_field, answer.field, labels, form),
        prompt=answer.prompt,
        question=answer.question,
        choices=[choice.text for choice in chosen],
        score=answer.score,
        text=reading.text,
        lang=reading.lang,
        sentiment=reading.sentiment,
        tags=_encode([*by_person, *by_reading]).decode(),
        page=answer.page,
        at=received_at - timedelta(milliseconds=answer.age_ms),
    )


def _choice(prompt: str, choice_id: str) -> Choice:
    known = STANDARD_PROMPTS.get(prompt)
    offered = () if known is None else known.choices
    return next((choice for choice in offered if choice.id == choice_id), Choice(choice_id, choice_id, None))


def _field_of(label: str | None, asked_at: str | None, labels: dict[str, str], form: AskedForm) -> int | None:
    """The id of the field of that label; of several, the one that the person was in."""
    keys = [key for key, its_label in labels.items() if its_label == label]
    key = asked_at if asked_at in keys else next(iter(keys), None)
    return None if key is None else form.field_ids.get(key)
