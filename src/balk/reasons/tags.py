"""Which reasons an answer gives: cues per tag and language, weighed and added up.

The first, honest tagger: rules that anybody can read (`cues/*.toml`), no training. A cue found is evidence of a given
strength; the confidence of a tag is the chance that not all its evidence misleads, 1 - product(1 - strength)."""

import re
import tomllib
from functools import cache
from pathlib import Path

from balk.reasons.words import folded
from balk.report.shape import Tag

TAGS = (
    "cost",
    "account-required",
    "privacy-trust",
    "too-long",
    "unnecessary-question",
    "unclear",
    "validation",
    "technical",
    "missing-option",
    "info-not-at-hand",
    "missing-info",
    "not-ready",
    "interrupted",
    "payment-failed",
    "accessibility",
    "support-needed",
    "no-problem",
    "other",
)

ALONE = frozenset({"no-problem", "other"})
"""Tags that stand alone: with a reason beside them they say nothing."""

STRENGTHS = {"sure": 0.85, "likely": 0.5, "hint": 0.2}
MOST_CUES = 3
"""Cues of one strength that count for a tag; more say the same again."""

RIVALRY = 3.0
"""How much a tag suffers from a surer one beside it; 0 is not at all."""

Cues = dict[str, list[tuple[float, re.Pattern[str]]]]


@cache
def _cues(language: str) -> Cues:
    """The compiled cues of a language, one pattern for each tag and strength; none for an unknown language."""
    file = Path(__file__).parent / "cues" / f"{language}.toml"
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        written = tomllib.load(opened)
    return {
        tag: [(STRENGTHS[strength], _pattern(cues)) for strength, cues in by_strength.items() if cues]
        for tag, by_strength in written.items()
    }


def _pattern(cues: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(cues)})(?![a-z0-9])")


_ABOUT_CLARITY = re.compile(r"unclear|missing|unklar|fehlt|clair|manque|claro|falta|onduidelijk|ontbreekt")
_ASKS_TO_EXPLAIN = 0.25
"""What a question mark is worth as evidence of `unclear` (at a field) or `missing-info` when asked about clarity."""


def tags(text: str, question: str, field: str | None, language: str, threshold: float = 0.5) -> list[Tag]:
    """The tags of `text`, surest first, from `threshold` up. `no-problem` and `other` come alone.

    `question` (as asked) and `field` (the label where the person stood) are where it was said: a question mark after
    "Anything unclear here?" asks to explain, and at a field it asks about the field."""
    plain = folded(text)
    if not plain:
        return []
    evidence = dict.fromkeys(TAGS, 1.0)
    for cues in (_cues("any"), _cues(language)):
        for tag, patterns in cues.items():
            for strength, pattern in patterns:
                found = min(MOST_CUES, sum(1 for _ in pattern.finditer(plain)))
                evidence[tag] *= (1 - strength) ** found
    if "?" in plain and _ABOUT_CLARITY.search(folded(question)):
        evidence["unclear" if field else "missing-info"] *= 1 - _ASKS_TO_EXPLAIN
    return _chosen({tag: 1 - left for tag, left in evidence.items()}, threshold)


def _chosen(confidences: dict[str, float], threshold: float) -> list[Tag]:
    """Rivals weaken each other: what is said clearly makes a lesser cue beside it likely to be chance."""
    top = max(confidences.values()) or 1.0
    weighed = {tag: sure * (sure / top) ** RIVALRY for tag, sure in confidences.items()}
    ranked = sorted(weighed.items(), key=lambda item: -item[1])
    found = [Tag(tag=tag, by="rule", confidence=round(sure, 2)) for tag, sure in ranked if sure >= threshold]
    if found and found[0].tag in ALONE:
        return found[:1]
    return [tag for tag in found if tag.tag not in ALONE]
