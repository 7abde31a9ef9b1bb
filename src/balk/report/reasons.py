"""Reasons: answers by tag, always split into people who then left and people who then completed."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from balk.report.shape import ReasonCount
from balk.views.outcome import State


class Reasoned(Struct, frozen=True):
    """Answers that are alike, as far as counting reasons needs them."""

    fields: frozenset[int]
    """Numbers of the field they were given at, and of the one that their texts name."""
    tags: tuple[str, ...]
    outcome: str
    count: int = 1


def count_reasons(answers: Iterable[Reasoned]) -> list[ReasonCount]:
    """Each tag with its answers, most often given by those who left first."""
    left: Counter[str] = Counter()
    completed: Counter[str] = Counter()
    tags: set[str] = set()
    for answer in answers:
        for tag in set(answer.tags):
            tags.add(tag)
            left[tag] += answer.count * (answer.outcome == State.ABANDONED)
            completed[tag] += answer.count * (answer.outcome == State.COMPLETED)
    counted = [ReasonCount(tag, left[tag], completed[tag]) for tag in tags]
    return sorted(counted, key=lambda reason: (-reason.left, -reason.completed, reason.tag))
