"""Reads one answer: what may be kept of it, and what it says."""

from typing import Literal

from msgspec import Struct

from balk.reasons.language import language as language_of
from balk.reasons.named_field import named_field
from balk.reasons.scrub import scrub
from balk.reasons.sentiment import sentiment
from balk.reasons.tags import tags as tags_of
from balk.report.shape import Tag

LONGEST = 1000
"""Characters that are read and kept; the wire takes no more."""


class Reading(Struct, frozen=True):
    """What an answer says. Only `text` may be stored of what the person wrote."""

    text: str
    """Scrubbed: e-mail addresses, phone numbers, cards, IBANs and long numbers replaced."""
    lang: str
    """en, de, fr, es, pt, nl or other; "" for an empty text."""
    tags: list[Tag]
    """Surest first."""
    named_field: str | None
    """The label of the field that the text is about."""
    sentiment: Literal["negative", "neutral", "positive"]


def read(
    text: str,
    question: str,
    form: str,
    fields: list[str],
    field: str | None,
    language: str = "",
    threshold: float = 0.5,
) -> Reading:
    """Read `text`, given where it was said: the question as asked, the form's key or kind, its fields' labels, the
    label of the field where the person stood, and the page's language (BCP 47). Pure: the same in, the same out. The
    rules make nothing of `form` yet."""
    kept = scrub(text[:LONGEST]).strip()
    if not kept:
        return Reading(text="", lang="", tags=[], named_field=None, sentiment="neutral")
    lang = language_of(kept, language, question)
    tags = tags_of(kept, question, field, lang, threshold)
    names = [tag.tag for tag in tags]
    return Reading(
        text=kept,
        lang=lang,
        tags=tags,
        named_field=named_field(kept, fields, field, names),
        sentiment=sentiment(kept, lang, names),
    )
