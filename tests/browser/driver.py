"""The words in which a page's truth says what a person does, and who does it: a browser behind a `Driver`.

Two more words are about what arrives, and are the runner's (play.py): "seen", until a form in sight has been looked at
for long enough, and "wait-outcome", until as many attempts as the truth gives have come to something.
A selector may hold ` >>> `, which goes into an open shadow root, and ` >>>frame `, which goes into a frame.
"""

import re
from pathlib import Path
from typing import Protocol

Words = list[str | int]

PAST_SIGHT_MS = 13_000
"""Long enough for a form to be seen, and for the first message about it."""


class Driver(Protocol):
    """A person at a browser with one tab. Every way of entering is the browser's own unless it says otherwise."""

    async def goto(self, url: str) -> None:
        """Opens a page and waits until it is loaded, Balk's script included."""

    async def click(self, where: str, times: int = 1) -> None: ...
    async def focus(self, where: str) -> None: ...
    async def type(self, text: str) -> None: ...
    async def press(self, key: str) -> None: ...
    async def paste(self, where: str, text: str) -> None: ...
    async def drop(self, where: str, text: str) -> None: ...
    async def select(self, where: str, value: str) -> None: ...
    async def file(self, where: str, path: Path | None) -> None:
        """Chooses a file in the dialog that a click opens; None cancels it."""

    async def insert(self, text: str) -> None:
        """Only `input`, as voice and switch input send it."""

    async def compose(self, text: str) -> None:
        """By an input method: a composition that grows and is taken."""

    async def fill_in(self, where: str, text: str) -> None:
        """As a password manager does: sets the value and dispatches events of its own making."""

    async def browser_fill_in(self, where: str, kind: str) -> None:
        """The browser's own autofill of an "address" or a "card", set off at this field."""

    async def tap(self, where: str) -> None: ...
    async def hover(self, where: str) -> None: ...
    async def wait_for(self, where: str) -> None: ...
    async def wait_gone(self, where: str) -> None: ...
    async def run(self, script: str) -> None:
        """Code of the page's, run without counting as an act of the person."""

    async def go(self, how: str, path: str = "") -> None:
        """back, forward, reload, or to a path of the site."""

    async def turn(self, hidden: bool) -> None:
        """The tab goes into the background, or comes back."""

    async def connect(self, online: bool) -> None: ...
    async def crash(self) -> None: ...
    async def pass_time(self, ms: int) -> None:
        """On the page's clock, at once."""

    async def close(self) -> None: ...


INTERACTING = re.compile(
    "click|dblclick|tripleclick|focus|type|fill-by-key|press|paste|drop|select|check|file|file-cancel|insert|ime"
    "|autofill|browser-autofill|tap"
)


def needs_window(do: list[Words]) -> bool:
    """Whether it takes what only a whole browser has: its autofill, and the cache of pages that people go back to."""
    return any(words[0] in ("browser-autofill", "back", "forward") for words in do)


def needs_clock(do: list[Words]) -> bool:
    """Whether time has to pass that nobody waits for."""
    return looks_only(do) or any(words[0] in ("pass", "seen") for words in do)


def looks_only(do: list[Words]) -> bool:
    """Whether the person touches nothing."""
    return not any(INTERACTING.fullmatch(str(words[0])) for words in do)


FILE = Path(__file__)
"""Any file will do to be chosen."""


async def perform(driver: Driver, words: Words) -> None:
    """One step."""
    match words:
        case ["click" | "check", str(where)]:
            await driver.click(where)
        case ["dblclick", str(where)]:
            await driver.click(where, 2)
        case ["tripleclick", str(where)]:
            await driver.click(where, 3)
        case ["focus", str(where)]:
            await driver.focus(where)
        case ["type", str(text)]:
            await driver.type(text)
        case ["fill-by-key", str(where), str(text)]:
            await driver.click(where)
            await driver.type(text)
        case ["press", str(key)]:
            await driver.press(key)
        case ["press", str(key), int(times)]:
            for _ in range(times):
                await driver.press(key)
        case ["paste", str(where), str(text)]:
            await driver.paste(where, text)
        case ["drop", str(where), str(text)]:
            await driver.drop(where, text)
        case ["select", str(where), str(value)]:
            await driver.select(where, value)
        case ["file", str(where)]:
            await driver.file(where, FILE)
        case ["file-cancel", str(where)]:
            await driver.file(where, None)
        case ["insert", str(text)]:
            await driver.insert(text)
        case ["ime", str(text)]:
            await driver.compose(text)
        case ["autofill", str(where), str(text)]:
            await driver.fill_in(where, text)
        case ["browser-autofill", str(where), "address" | "card" as kind]:
            await driver.browser_fill_in(where, kind)
        case ["tap", str(where)]:
            await driver.tap(where)
        case ["hover", str(where)]:
            await driver.hover(where)
        case ["wait-for", str(where)]:
            await driver.wait_for(where)
        case ["gone", str(where)]:
            await driver.wait_gone(where)
        case ["eval", str(script)]:
            await driver.run(script)
        case ["back" | "forward" | "reload" as how]:
            await driver.go(how)
        case ["goto", str(path)]:
            await driver.go("goto", path)
        case ["hide" | "show" as how]:
            await driver.turn(how == "hide")
        case ["offline" | "online" as how]:
            await driver.connect(how == "online")
        case ["crash"]:
            await driver.crash()
        case ["pass", int(ms)]:
            await driver.pass_time(ms)
        case _:
            raise ValueError(f"no such step: {words}")
