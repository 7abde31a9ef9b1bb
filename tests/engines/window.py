"""The driver for WebKitGTK's small browser, by WebDriver.

WebDriver's keys, presses, clipboard and minimised window are the browser's own: nothing here is a stand-in but
`fill_in` and `insert`. Time passes as it does.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin

from selenium.common import exceptions
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from browser.chromium import _FILL_IN, _FIND, STEP_MS
from engines.engine import LINGER

T = TypeVar("T")
_LOOK_S = 3
"""A form is looked at once a second, and seen after one."""
_PATIENCE_MS = 11_000
_NOT_YET = (
    exceptions.NoSuchElementException,
    exceptions.NoSuchFrameException,
    exceptions.StaleElementReferenceException,
    exceptions.ElementNotInteractableException,
    exceptions.ElementClickInterceptedException,
    exceptions.MoveTargetOutOfBoundsException,
)
"""Raised before anything was done."""
_DEEP = """const text = arguments[0].startsWith('text=') && arguments[0].slice(5).toLowerCase();
const says = (one) => one.textContent.toLowerCase().includes(text);
if (text) return [...document.querySelectorAll('body *:not(script, style)')]
  .find((one) => says(one) && ![...one.children].some(says));
const deep = (root, css) => root.querySelector(css) ||
  [...root.querySelectorAll('*')].reduce((found, one) => found || (one.shadowRoot && deep(one.shadowRoot, css)), null);
const [css, nth] = arguments[0].split(' >> nth=');
return nth ? document.querySelectorAll(css)[nth] :
  css.split(' >>> ').reduce((root, css) => root && deep(root.shadowRoot || root, css), document);"""
_WAY = """const [box, value] = arguments;
const open = [...box.options].filter((one) => !one.disabled && !one.hidden);
box.focus();
return open.findIndex((one) => one.value == value) - open.indexOf(box.options[box.selectedIndex]);"""
_SHOWN = "return arguments[0].getClientRects().length > 0 && getComputedStyle(arguments[0]).visibility != 'hidden'"
_UNDER = """const [one] = arguments;
one.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
const box = one.getClientRects()[0];
const hit = box && one.getRootNode().elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
return one.contains(hit) || !!one.labels && [...one.labels].some((label) => label.contains(hit));"""
"""Whether a press would meet it. WebDriver's own answer is no for all that is in a shadow root."""
_SECONDS = """const [seconds, done] = arguments;
const next = (left) => left ? setTimeout(next, 1000, left - 1) : done();
next(seconds);"""


class Window:
    """A person in one window. The first window stays aside, for the fence and for copying."""

    def __init__(self, browser: WebDriver) -> None:
        self.browser = browser
        self.aside: str = browser.current_window_handle
        browser.switch_to.new_window("window")
        self.own: str = browser.current_window_handle

    def resize(self, width: int, height: int) -> None:
        """To an inside of that size."""
        self.browser.set_window_rect(0, 0, width, height)
        bars: int = self.browser.execute_script(f"return {height} - innerHeight")
        self.browser.set_window_rect(0, 0, width, height + bars)

    def find(self, where: str) -> WebElement:
        self.browser.switch_to.default_content()
        *frames, last = where.split(" >>>frame ")
        for frame in frames:
            self.browser.switch_to.frame(self.found(frame))
        return self.found(last)

    def found(self, path: str) -> WebElement:
        found: WebElement | None = self.browser.execute_script(_DEEP, path)
        if found is None:
            raise exceptions.NoSuchElementException(path)
        return found

    def is_shown(self, where: str) -> bool:
        try:
            return bool(self.browser.execute_script(_SHOWN, self.find(where)))
        except _NOT_YET:
            return False

    def keys(self, *keys: str, held: str | None = None) -> None:
        self.browser.switch_to.default_content()
        actions = ActionChains(self.browser)
        if held:
            actions.key_down(held)
        actions.send_keys(*keys)
        if held:
            actions.key_up(held)
        actions.perform()

    async def do(self, act: Callable[[], T]) -> T:
        """In a thread, as Selenium waits. Tried again while the page is not ready for it."""

        def tried() -> T:
            end = time.monotonic() + STEP_MS / 1000
            while True:
                try:
                    return act()
                except _NOT_YET as error:
                    if time.monotonic() > end:
                        raise AssertionError(f"{type(error).__name__}: {error.msg}") from error
                    time.sleep(0.05)
                except exceptions.WebDriverException as error:
                    raise AssertionError(f"{type(error).__name__}: {error.msg}") from error

        return await asyncio.to_thread(tried)

    async def until(self, wanted: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + STEP_MS / 1000
        while not await self.do(wanted):
            assert time.monotonic() < end, what
            await asyncio.sleep(0.05)

    async def goto(self, url: str) -> None:
        await self.do(lambda: self.browser.get(url))

    async def click(self, where: str, times: int = 1) -> None:
        def click() -> None:
            found = self.find(where)
            if not self.browser.execute_script(_UNDER, found):
                raise exceptions.ElementClickInterceptedException(where)
            actions = ActionChains(self.browser, duration=0).move_to_element(found)
            for _ in range(times):
                actions.click()
            actions.perform()

        await self.do(click)

    async def focus(self, where: str) -> None:
        await self.do(lambda: self.browser.execute_script("arguments[0].focus()", self.find(where)))

    async def type(self, text: str) -> None:
        await self.do(lambda: self.keys(text.replace("\n", Keys.ENTER)))

    async def press(self, key: str) -> None:
        *held, name = key.split("+") if len(key) > 1 else [key]
        pressed = _KEYS.get(name, name)
        await self.do(lambda: self.keys(pressed, held=_KEYS[held[0]] if held else None))

    async def paste(self, where: str, text: str) -> None:
        def copy() -> None:
            self.browser.switch_to.window(self.aside)
            self.browser.get("data:text/html,<textarea>")
            self.browser.execute_script(
                "const text = document.querySelector('textarea'); text.value = arguments[0]; text.select()", text
            )
            self.keys("c", held=Keys.CONTROL)
            self.browser.switch_to.window(self.own)

        await self.do(copy)
        await self.click(where)
        await self.press("Control+v")

    async def drop(self, where: str, text: str) -> None:
        raise NotImplementedError("nothing drags into a page from outside")

    async def select(self, where: str, value: str) -> None:
        way: int = await self.do(lambda: self.browser.execute_script(_WAY, self.find(where), value))
        for _ in range(abs(way)):
            await self.press("ArrowDown" if way > 0 else "ArrowUp")

    async def file(self, where: str, path: Path | None) -> None:
        if path is None:
            raise NotImplementedError("nothing cancels a file dialog")

        def choose() -> None:
            found = self.find(where)
            if found.get_attribute("type") != "file":
                raise NotImplementedError("a file dialog that a script opens cannot be answered")
            self.browser.execute_script("arguments[0].focus()", found)
            found.send_keys(str(path))

        await self.do(choose)

    async def insert(self, text: str) -> None:
        await self.run(f"document.execCommand('insertText', false, {json.dumps(text)})")

    async def compose(self, text: str) -> None:
        raise NotImplementedError("nothing speaks for an input method")

    async def fill_in(self, where: str, text: str) -> None:
        await self.run(_FIND + _FILL_IN % (json.dumps(where), json.dumps(text)))

    async def browser_fill_in(self, where: str, text: str) -> None:
        raise NotImplementedError("nothing sets off the browser's own autofill")

    async def tap(self, where: str) -> None:
        raise NotImplementedError("a tap arrives as a mouse's press")

    async def hover(self, where: str) -> None:
        await self.do(lambda: ActionChains(self.browser, duration=0).move_to_element(self.find(where)).perform())

    async def wait_for(self, where: str) -> None:
        await self.until(lambda: self.is_shown(where), f"{where} does not show")

    async def wait_gone(self, where: str) -> None:
        await self.until(lambda: not self.is_shown(where), f"{where} still shows")

    async def run(self, script: str) -> None:
        def run() -> None:
            self.browser.switch_to.default_content()
            self.browser.execute_script(f"return (async () => {{ {script} }})()")

        await self.do(run)

    async def go(self, how: str, path: str = "") -> None:
        ways = {"back": self.browser.back, "forward": self.browser.forward, "reload": self.browser.refresh}
        await self.do(ways.get(how) or (lambda: self.browser.get(urljoin(self.browser.current_url, path))))

    async def turn(self, hidden: bool) -> None:
        if hidden:
            self.rect = await self.do(self.browser.get_window_rect)
        await self.do(self.browser.minimize_window if hidden else lambda: self.browser.set_window_rect(**self.rect))

    async def connect(self, online: bool) -> None:
        raise NotImplementedError("nothing cuts the connection")

    async def crash(self) -> None:
        raise NotImplementedError("nothing makes one tab crash")

    async def pass_time(self, ms: int) -> None:
        if ms > _PATIENCE_MS:
            raise NotImplementedError("time passes as it does")
        await asyncio.sleep(ms / 1000)  # that is the step

    async def look(self) -> None:
        """By the page's own timers, which are late where the machine is busy."""
        await self.do(lambda: self.browser.execute_async_script(_SECONDS, _LOOK_S))

    async def leave(self, fence: str) -> None:
        with suppress(AssertionError):  # a policy of the page's may forbid it
            await self.run(f"await {LINGER}")
        await self.close()
        await self.do(lambda: self.browser.switch_to.window(self.aside))
        await self.do(lambda: self.browser.execute_script("navigator.sendBeacon(arguments[0])", fence))

    async def close(self) -> None:
        await self.do(self.browser.close)


_KEYS = {
    "Enter": Keys.ENTER,
    "Tab": Keys.TAB,
    "Backspace": Keys.BACKSPACE,
    "Delete": Keys.DELETE,
    "Escape": Keys.ESCAPE,
    "Space": Keys.SPACE,
    "Home": Keys.HOME,
    "End": Keys.END,
    "PageUp": Keys.PAGE_UP,
    "PageDown": Keys.PAGE_DOWN,
    "ArrowUp": Keys.ARROW_UP,
    "ArrowDown": Keys.ARROW_DOWN,
    "ArrowLeft": Keys.ARROW_LEFT,
    "ArrowRight": Keys.ARROW_RIGHT,
    "Control": Keys.CONTROL,
    "Shift": Keys.SHIFT,
    "Alt": Keys.ALT,
    "Meta": Keys.META,
}
