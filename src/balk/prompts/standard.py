"""The prompt that every site starts with. Its choices carry tags, so that a click is a tagged reason."""

from msgspec import Struct


class Choice(Struct, frozen=True):
    """One choice of a prompt."""

    id: str
    text: str
    tag: str | None


class Prompt(Struct, frozen=True):
    """A question with choices and a text box."""

    name: str
    question: str
    choices: tuple[Choice, ...]
    hesitation_ms: int
    """Time in a field without a change after which it may ask."""


WHAT_STOPPED_YOU = Prompt(
    name="what-stopped-you",
    question="What stopped you?",
    choices=(
        Choice("rather-not", "I’d rather not give this", "privacy-trust"),
        Choice("refused", "It won’t take what I enter", "validation"),
        Choice("unclear", "I don’t know what to enter", "unclear"),
        Choice("not-ready", "I’m not ready yet", "not-ready"),
    ),
    hesitation_ms=20_000,
)

STANDARD_PROMPTS: dict[str, Prompt] = {WHAT_STOPPED_YOU.name: WHAT_STOPPED_YOU}
