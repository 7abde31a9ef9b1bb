"""The driver for Firefox, by Playwright: its own Firefox, or a stock one by WebDriver BiDi.

Stock Firefox opens pages for Playwright 1.64 only, and only by the channel below.
"""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, BrowserType, Error, Page, Playwright

from browser.chromium import STEP_MS, Chromium
from browser.driver import PAST_SIGHT_MS, needs_clock
from browser.truth import Case
from engines.engine import AT_ONCE, LINGER

_PROGRAMS = ("firefox-esr", "firefox")
_ACTIVATION = """{ let been = false;
  for (const type of ['keydown', 'mousedown']) addEventListener(type, (event) => { been ||= event.isTrusted; }, true);
  Object.defineProperty(navigator, 'userActivation', { get: () => ({ hasBeenActive: been, isActive: been }) }); }"""
"""Playwright's own look into a new page counts as an act of the person's, and cannot be told not to."""


class Tab(Chromium):
    """A person in one tab that Playwright drives without DevTools. What Playwright does alike is Chromium's."""

    def __init__(self, page: Page, aside: Page) -> None:
        self.page, self.aside = page, aside
        page.set_default_timeout(STEP_MS)
        page.set_default_navigation_timeout(15_000)

    async def type(self, text: str) -> None:
        """What is on no US keyboard would come by an event that is not the browser's."""
        for character in text:
            if character.isascii():
                await self.page.keyboard.type(character)
            else:
                await self.insert(character)

    async def paste(self, where: str, text: str) -> None:
        async with self._clipboard:
            await self.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
            await self.click(where)
            await self.press("Control+V")

    async def drop(self, where: str, text: str) -> None:
        raise NotImplementedError("nothing drags into a page from outside")

    async def file(self, where: str, path: Path | None) -> None:
        if path is None:
            raise NotImplementedError("nothing cancels a file dialog")
        await super().file(where, path)

    async def insert(self, text: str) -> None:
        await self.run(f"document.execCommand('insertText', false, {json.dumps(text)})")

    async def compose(self, text: str) -> None:
        raise NotImplementedError("nothing speaks for an input method")

    async def browser_fill_in(self, where: str, text: str) -> None:
        raise NotImplementedError("nothing sets off the browser's own autofill")

    async def tap(self, where: str) -> None:
        raise NotImplementedError("a tap arrives as no event")

    async def run(self, script: str) -> None:
        await self.page.evaluate(f"async () => {{ {script} }}")

    async def go(self, how: str, path: str = "") -> None:
        ways = {"back": self.page.go_back, "forward": self.page.go_forward}
        if how not in ways:
            return await super().go(how, path)
        try:
            await ways[how](wait_until="load", timeout=5_000)
        except Error as error:
            raise NotImplementedError("a page that comes back from the cache is lost to Playwright") from error

    async def crash(self) -> None:
        raise NotImplementedError("nothing makes one tab crash")

    async def look(self) -> None:
        for _ in range(3):
            await self.pass_time(PAST_SIGHT_MS)
            await self.linger()

    async def linger(self) -> None:
        with suppress(Error):  # a policy of the page's may forbid it
            await self.page.evaluate(LINGER)

    async def leave(self, fence: str) -> None:
        await self.linger()
        await self.close()
        await self.aside.evaluate("(url) => navigator.sendBeacon(url)", fence)


class Tabs:
    """Running browsers of Playwright's, each lent to one person at a time, with a tab that stays open."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        self.free: asyncio.Queue[tuple[Browser, Page]] = asyncio.Queue()

    @asynccontextmanager
    async def person(self, case: Case, problems: list[str]) -> AsyncIterator[Tab]:
        browser, aside = await self.free.get()
        width, height = case.truth.viewport
        context = await browser.new_context(viewport={"width": width, "height": height})
        try:
            await context.add_init_script(_ACTIVATION)
            tab = Tab(await context.new_page(), aside)
            if not case.truth.page_errors:
                tab.page.on("pageerror", lambda error: problems.extend(thrown(error)))
            if needs_clock(case.truth.do):
                await tab.page.clock.install()
            yield tab
        finally:
            await context.close()
            self.free.put_nowait((browser, aside))


def thrown(error: Error) -> list[str]:
    """Firefox also tells here of what it did not load."""
    return [] if "Same Origin Policy" in str(error) else [f"the page threw {error}"]


def is_there(kind: BrowserType) -> bool:
    """Whether Playwright's own browser of the kind is installed."""
    return Path(kind.executable_path).exists()


@asynccontextmanager
async def tabs(kind: BrowserType, program: str | None = None, channel: str | None = None) -> AsyncIterator[Tabs]:
    """Browsers for as long as they are needed."""
    browsers = [await kind.launch(executable_path=program, channel=channel) for _ in range(AT_ONCE)]
    lent = Tabs(kind.name, browsers[0].version)
    for browser in browsers:
        lent.free.put_nowait((browser, await browser.new_page()))
    yield lent
    for browser in browsers:
        await browser.close()


@asynccontextmanager
async def firefox(playwright: Playwright) -> AsyncIterator[Tabs]:
    """BALK_TEST_FIREFOX, else Playwright's own, else one on the path. Raises LookupError where there is none."""
    program = os.environ.get("BALK_TEST_FIREFOX")
    if not program and is_there(playwright.firefox):
        async with tabs(playwright.firefox) as found:
            yield found
        return
    program = program or next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if not program:
        raise LookupError("no Firefox: apt-get install firefox-esr, or playwright install firefox")
    async with tabs(playwright.firefox, program, "moz-firefox") as found:
        yield found
