"""WebKitGTK's small browser, started anew for every person; or Playwright's own WebKit."""

import asyncio
import glob
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from playwright.async_api import Playwright
from selenium.webdriver import Remote, WebKitGTKOptions, WebKitGTKService
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver

from browser.truth import Case
from engines.display import display, within
from engines.engine import AT_ONCE
from engines.firefox import Tabs, is_there, tabs
from engines.window import Window

_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Windows:
    """WebKitGTK on screens of its own: a clipboard and a focus each. A new browser for every person."""

    name = "webkit"

    def __init__(self, program: str, driver: str, displays: list[str]) -> None:
        self.program, self.driver = program, driver
        self.version = "unknown"
        self.free: asyncio.Queue[str] = asyncio.Queue()
        for name in displays:
            self.free.put_nowait(name)

    def start(self, screen: str) -> tuple[WebKitGTKService, WebDriver]:
        """Selenium's own class for WebKitGTK raises a warning about how itself is written."""
        options = WebKitGTKOptions()
        options.binary_location = self.program
        options.add_argument("--automation")
        options.unhandled_prompt_behavior = "dismiss"
        service = WebKitGTKService(executable_path=self.driver, env=within(screen))
        service.start()
        connection = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
        browser = Remote(command_executor=connection, options=options, file_detector=UselessFileDetector())
        browser.set_page_load_timeout(15)
        browser.set_script_timeout(30)
        return service, browser

    @asynccontextmanager
    async def person(self, case: Case, problems: list[str]) -> AsyncIterator[Window]:
        """What the page throws is not told by WebDriver."""
        screen = await self.free.get()
        try:
            service, browser = await asyncio.to_thread(self.start, screen)
            self.version = str(browser.capabilities["browserVersion"])
            try:
                window = await asyncio.to_thread(Window, browser)
                await asyncio.to_thread(window.resize, *case.truth.viewport)
                yield window
            finally:
                await asyncio.to_thread(browser.quit)
                await asyncio.to_thread(service.stop)
        finally:
            self.free.put_nowait(screen)


@asynccontextmanager
async def webkit(playwright: Playwright) -> AsyncIterator[Tabs | Windows]:
    """Playwright's own, else WebKitGTK's. Raises LookupError where there is neither."""
    if is_there(playwright.webkit):
        async with tabs(playwright.webkit) as found:
            yield found
        return
    program, driver = next(iter(glob.glob(_BROWSERS)), None), shutil.which("WebKitWebDriver")
    if not (program and driver):
        raise LookupError("no WebKit: apt-get install webkit2gtk-driver, or playwright install webkit")
    with ExitStack() as screens:
        yield Windows(program, driver, [screens.enter_context(display()) for _ in range(AT_ONCE)])
