"""`balk tag`: JSON lines in, JSON lines out, with no server and no database."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from balk.reasons.read import read
from balk.report.shape import Tag


class Said(Struct, frozen=True):
    """A line of the input: an answer, and where it was given."""

    text: str
    question: str = ""
    form: str = ""
    fields: list[str] = []
    field: str | None = None
    """Label of the field where the person stopped."""
    lang: str = ""
    """The page's language."""


class Tagged(Struct, frozen=True):
    """A line of the output."""

    text: str
    lang: str
    tags: list[Tag]
    named_field: str | None
    sentiment: Literal["negative", "neutral", "positive"]


def tag_lines(lines: Iterable[str], threshold: float = 0.5) -> Iterator[str]:
    """One line out for each line in, without line ends; empty lines are passed over. Raises ValueError naming the line
    that is not as it should be."""
    decoder = msgspec.json.Decoder(Said)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeEncodeError) as reason:
            raise ValueError(f"line {number}: {reason}") from reason
        found = read(said.text, said.question, said.form, said.fields, said.field, said.lang, threshold)
        tagged = Tagged(found.text, found.lang, found.tags, found.named_field, found.sentiment)
        yield msgspec.json.encode(tagged).decode()
