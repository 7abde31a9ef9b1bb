"""Both ends of the wire are one text."""

from balk import typescript


def test_the_types_of_the_widget_are_those_of_the_wire() -> None:
    written = typescript.FILE.read_text(encoding="utf-8")
    assert written == typescript.typescript(), "stale: run `python -m balk.typescript`"
