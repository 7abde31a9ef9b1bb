"""What a list of answers comes to: how many there are, what people then did, and the loudest reason. All pure."""

from collections import Counter

from msgspec import Struct

from balk.report.shape import Response

MOST_COUNTED = 2_000
"""Of the newest so many answers the sentence above the list speaks."""


class Loudest(Struct, frozen=True):
    """The reason given most often: how often, and by how many who then left, and who then completed."""

    tag: str
    answers: int
    left: int
    completed: int


class Told(Struct, frozen=True):
    """Counts over the answers that fit; `more` where there are older ones that are not counted."""

    answers: int
    more: bool
    left: int
    completed: int
    loudest: Loudest | None
    """None where no answer has a reason."""


def tell(answers: list[Response], more: bool) -> Told:
    """The counts over `answers`. An answer with two reasons counts for each."""
    tags = Counter(tag for answer in answers for tag in {one.tag for one in answer.tags})
    top = min(tags, key=lambda tag: (-tags[tag], tag), default=None)
    giving = [answer for answer in answers if top in [one.tag for one in answer.tags]]
    left, completed = _ends(answers)
    loudest = None if top is None else Loudest(top, len(giving), *_ends(giving))
    return Told(len(answers), more, left, completed, loudest)


def _ends(answers: list[Response]) -> tuple[int, int]:
    """How many then left, and how many then completed."""
    ends = Counter(answer.outcome for answer in answers)
    return ends["abandoned"], ends["completed"]
