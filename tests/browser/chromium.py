"""The driver for Chromium, by Playwright and the DevTools protocol.

Playwright's own `evaluate` counts as a press of the person's; what must not goes by `Runtime.evaluate`.
"""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

from playwright.async_api import BrowserContext, CDPSession, Error, Locator, Page

STEP_MS = 15_000
"""A busy machine is no mistake of the page's."""
ARRIVING_S = 0.1
"""What a page fetches comes by the true clock, also while its own is put forward."""
CARD = {
    "card": {"number": "4111111111111111", "name": "Jo Doe", "expiryMonth": "12", "expiryYear": "2031", "cvc": "123"}
}
_PERSON = {
    "NAME_FULL": "Jo Doe",
    "NAME_FIRST": "Jo",
    "NAME_LAST": "Doe",
    "EMAIL_ADDRESS": "jo@example.com",
    "PHONE_HOME_WHOLE_NUMBER": "+12025550143",
    "ADDRESS_HOME_STREET_ADDRESS": "1 Main Street",
    "ADDRESS_HOME_LINE1": "1 Main Street",
    "ADDRESS_HOME_CITY": "Springfield",
    "ADDRESS_HOME_STATE": "Illinois",
    "ADDRESS_HOME_ZIP": "62701",
    "ADDRESS_HOME_COUNTRY": "US",
}
ADDRESS = {"address": {"fields": [{"name": name, "value": value} for name, value in _PERSON.items()]}}
_FIND = """const find = (where) => where.split(/ >>>(?:frame)? /).reduce((root, css) =>
  ((root.contentDocument || root.shadowRoot || root).querySelector(css)), document);"""
_FILL_IN = """{ const control = find(%s);
  const view = control.ownerDocument.defaultView;
  const own = { TEXTAREA: 'HTMLTextAreaElement', SELECT: 'HTMLSelectElement' }[control.tagName] || 'HTMLInputElement';
  Object.getOwnPropertyDescriptor(view[own].prototype, 'value').set.call(control, %s);
  for (const type of ['input', 'change']) control.dispatchEvent(new Event(type, { bubbles: true })); }"""
_TURN = """for (const [name, value] of [['hidden', %s], ['visibilityState', '%s']])
  Object.defineProperty(document, name, { configurable: true, get: () => value });
document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));"""

_LOADED = "document.readyState == 'complete' || new Promise((done) => addEventListener('load', () => done()))"


class Chromium:
    """A person in one tab of Chromium."""

    _clipboard = asyncio.Lock()

    def __init__(self, page: Page, devtools: CDPSession) -> None:
        self.page, self.devtools = page, devtools

    @classmethod
    async def opened(cls, context: BrowserContext) -> "Chromium":
        page = await context.new_page()
        page.set_default_timeout(STEP_MS)
        page.set_default_navigation_timeout(2 * STEP_MS)
        return cls(page, await context.new_cdp_session(page))

    def at(self, where: str) -> Locator:
        """Playwright's CSS crosses open shadow roots by itself."""
        first, *rest = where.split(" >>>frame ")
        found = self.page.locator(first.replace(" >>> ", " ")).first
        for part in rest:
            found = found.content_frame.locator(part.replace(" >>> ", " ")).first
        return found

    async def goto(self, url: str) -> None:
        await self.page.goto(url)

    async def click(self, where: str, times: int = 1) -> None:
        await self.at(where).click(click_count=times)

    async def focus(self, where: str) -> None:
        await self.at(where).focus()

    async def type(self, text: str) -> None:
        await self.page.keyboard.type(text)

    async def press(self, key: str) -> None:
        await self.page.keyboard.press(key)

    async def paste(self, where: str, text: str) -> None:
        async with self._clipboard:  # all tabs share it
            await self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            await self.run(f"navigator.clipboard.writeText({json.dumps(text)})")
            await self.click(where)
            await self.press("Control+V")

    async def drop(self, where: str, text: str) -> None:
        await self.at(where).scroll_into_view_if_needed()
        box = await self.at(where).bounding_box()
        assert box is not None
        at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        data = {"items": [{"mimeType": "text/plain", "data": text}], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            await self.devtools.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})

    async def select(self, where: str, value: str) -> None:
        """By the arrow keys, as from the closed list."""
        box = self.at(where)
        way: int = await box.evaluate(
            """(box, value) => { const open = [...box.options].filter((one) => !one.disabled && !one.hidden);
              return open.findIndex((one) => one.value == value) - open.indexOf(box.options[box.selectedIndex]); }""",
            value,
        )
        await box.focus()
        for _ in range(abs(way)):
            await self.press("ArrowDown" if way > 0 else "ArrowUp")

    async def file(self, where: str, path: Path | None) -> None:
        if path is None:
            await self.devtools.send("Page.setInterceptFileChooserDialog", {"enabled": True, "cancel": True})
            await self.click(where)
            return
        async with self.page.expect_file_chooser() as chooser:
            await self.click(where)
        await (await chooser.value).set_files(path)

    async def insert(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)

    async def compose(self, text: str) -> None:
        for end in range(1, len(text) + 1):
            await self.devtools.send(
                "Input.imeSetComposition", {"text": text[:end], "selectionStart": end, "selectionEnd": end}
            )
        await self.devtools.send("Input.insertText", {"text": text})

    async def fill_in(self, where: str, text: str) -> None:
        await self.run(_FIND + _FILL_IN % (json.dumps(where), json.dumps(text)))

    async def browser_fill_in(self, where: str, kind: str) -> None:
        await self.devtools.send("Autofill.enable")
        await self.click(where)
        document = await self.devtools.send("DOM.getDocument", {"depth": 0})
        found = await self.devtools.send("DOM.querySelector", {"nodeId": document["root"]["nodeId"], "selector": where})
        node = await self.devtools.send("DOM.describeNode", {"nodeId": found["nodeId"]})
        told = {"fieldId": node["node"]["backendNodeId"], **(CARD if kind == "card" else ADDRESS)}
        filled = self.at(where + ":autofill")
        for patience in (200, 800, STEP_MS):  # the browser may not have read the form yet
            with suppress(Error):
                await self.devtools.send("Autofill.trigger", told)
                await filled.wait_for(timeout=patience)
                return
        raise AssertionError(f"the browser fills in nothing at {where}")

    async def tap(self, where: str) -> None:
        await self.at(where).tap()

    async def hover(self, where: str) -> None:
        await self.at(where).hover()

    async def wait_for(self, where: str) -> None:
        await self.at(where).wait_for()

    async def wait_gone(self, where: str) -> None:
        await self.at(where).wait_for(state="hidden")

    async def run(self, script: str) -> None:
        done = await self.devtools.send(
            "Runtime.evaluate", {"expression": script, "awaitPromise": True, "replMode": True}
        )
        if "exceptionDetails" in done:
            raise AssertionError(f"{script}: {done['exceptionDetails']}")

    async def go(self, how: str, path: str = "") -> None:
        match how:
            case "back":
                await self.page.go_back(wait_until="commit")
            case "forward":
                await self.page.go_forward(wait_until="commit")
            case "reload":
                await self.page.reload()
            case _:
                await self.page.goto(urljoin(self.page.url, path))
        await self.run(_LOADED)  # a page that comes back from the cache is, and says nothing of it

    async def turn(self, hidden: bool) -> None:
        """Headless tabs are always in front: the page is told otherwise, by an event that is not the browser's."""
        await self.run(_TURN % (str(hidden).lower(), "hidden" if hidden else "visible"))

    async def connect(self, online: bool) -> None:
        await self.page.context.set_offline(not online)

    async def crash(self) -> None:
        gone = asyncio.Event()
        self.page.once("crash", lambda _: gone.set())
        crashing = asyncio.ensure_future(self.devtools.send("Page.crash"))
        await gone.wait()
        crashing.cancel()

    async def pass_time(self, ms: int) -> None:
        await self.page.clock.run_for(ms)
        await asyncio.sleep(ARRIVING_S)

    async def close(self) -> None:
        await self.page.close()
