"""What an engine must offer: people, one after the other, each in a browser that nobody used before."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from browser.driver import Driver
from browser.truth import Case

AT_ONCE = 1
"""Browsers of an engine. One page at a time in each: a page without the focus gets no `focusin`."""

LINGER = """Promise.all([1, 2, 3].map((n) => new Promise((done) => {
  const image = new Image();
  image.onload = image.onerror = () => done();
  image.src = `/?${n}`; })))"""
"""Nobody leaves as fast as a test: what the script has fetched before comes before this. Images, since an answer to
a request would be one to the form."""


class Person(Driver, Protocol):
    """A person at a browser that the DevTools protocol does not reach.

    A step that the engine or its protocol has no means for raises NotImplementedError with the reason.
    """

    async def look(self) -> None:
        """Until a form in sight has been looked at for long enough."""

    async def leave(self, fence: str) -> None:
        """Closes the tab; then another one, which stayed open, sends a beacon to the fence: it comes after the rest."""


class Engine(Protocol):
    """A running engine."""

    name: str
    version: str

    def person(self, case: Case, problems: list[str]) -> AbstractAsyncContextManager[Person]:
        """Somebody new, who comes to the case's page; what the page throws is added to `problems`."""
