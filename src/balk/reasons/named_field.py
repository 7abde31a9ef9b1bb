"""Which field of the form a text is about: by its label, by what people call such a field, or by where they stood."""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path

from balk.reasons.words import folded, words

_EMPTY_WORDS = frozenset(
    word
    for listed in (
        "the a an of to in on for your you my and or is it at do does how what which where when number no nr details",
        "der die das des dem den und oder fur von zu im am ihr ihre dein",
        "le la les de du des un une et ou votre vos",
        "el los las del un una y o su tu",
        "o os as do da dos das e ou seu sua",
        "het een van en of uw je",
    )
    for word in listed.split()
)

_FIELD_BOUND = frozenset(
    {"validation", "unclear", "unnecessary-question", "missing-option", "info-not-at-hand", "payment-failed"}
)
"""Reasons that are about one field; said without a name, they mean the one that the person stood at."""

LABEL, CONCEPT, WORD, STOOD_THERE = 3.0, 2.0, 1.5, 0.6


def named_field(text: str, fields: list[str], field: str | None, tags: Collection[str]) -> str | None:
    """The label among `fields` that `text` names, None when it names none.

    `field` (where they stopped) decides between equals, and is meant when the reason is one that a field gives."""
    plain = folded(text)
    if not plain:
        return None
    scores = {label: _likeness(plain, label) for label in fields}
    if field in scores and any(scores.values()):
        scores[field] += STOOD_THERE if scores[field] else 0.0
    best = max(scores, key=lambda label: scores[label], default=None)
    if best is not None and scores[best] >= WORD:
        return best
    return field if field in scores and _FIELD_BOUND & set(tags) else None


def _likeness(plain: str, label: str) -> float:
    """How well the words of `plain` fit a label: the label itself, then a word for such a field, then a word of it."""
    name = folded(label.replace("_", " "))
    found = set(words(plain))
    parts = [part for part in words(name) if part not in _EMPTY_WORDS]
    if not parts:
        return 0.0
    score = LABEL if re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", plain) else 0.0
    shared = sum(1 for part in parts if len(part) > 2 and any(_alike(part, word) for word in found))
    score += WORD * shared / len(parts) ** 0.5
    of_label = _concepts_of(name)
    hits = [1 for concept, pattern in _concepts().items() if concept in of_label and pattern.search(plain)]
    return float(score + CONCEPT * bool(hits) / (1 + 0.1 * (len(parts) - 1)))


def _alike(part: str, word: str) -> bool:
    """The same word, or its plural or a compound with it ("Telefon", "Telefonnummer")."""
    if part == word:
        return True
    short, long = sorted((part, word), key=len)
    return len(short) >= 4 and (long.startswith(short) and (len(short) >= 5 or len(long) - len(short) <= 2))


@cache
def _concepts() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "cues" / "fields.toml").open("rb") as opened:
        written: dict[str, list[str]] = tomllib.load(opened)
    return {
        concept: re.compile(rf"(?<![a-z0-9])(?:{'|'.join(known)})(?![a-z0-9])") for concept, known in written.items()
    }


def _concepts_of(name: str) -> frozenset[str]:
    return frozenset(concept for concept, pattern in _concepts().items() if pattern.search(name))
