"""Real Chromium, a site's pages on one origin, and a collecting stand-in on another that checks all it is sent."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from balk import wire
from balk.ingest.built_script import MODULES, capture_content, follow_content, frame_content, module_content
from browser.programs import ARGUMENTS, headless_shell

PAGES = Path(__file__).parents[1] / "pages"


class _Server:
    """A small HTTP server in a thread, on a free port of the loopback."""

    def __init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status: int, content: bytes = b"", headers: dict[str, str] | None = None) -> None:
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                with suppress(ConnectionError):  # the page is closed already
                    self.end_headers()
                    self.wfile.write(content)

            def body(self) -> bytes:
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *_: Any) -> None:
                pass

        self.handler = Handler
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def get(self, request: Any) -> None:
        raise NotImplementedError

    def post(self, request: Any) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


class PageHost(_Server):
    """A site: the files of tests/pages, and pages given as text. `{{balk}}` in them is the script tag."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.given: dict[str, tuple[int, str, dict[str, str]]] = {}
        self.folder = PAGES
        self.posted: list[tuple[str, bytes]] = []
        super().__init__()

    def give(
        self,
        html: str,
        path: str = "/signup",
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        attributes: str = "",
    ) -> str:
        """Serves a page; a text without a script tag gets one at its end. Answers with its address."""
        if "{{balk}}" not in html:
            html += "{{balk}}"
        self.given[path] = (status, self.tagged(html, attributes), headers or {})
        return self.url + path

    def tagged(self, html: str, attributes: str = "") -> str:
        return html.replace("{{balk}}", self.tag.replace("<script", f"<script {attributes}"))

    def get(self, request: Any) -> None:
        path = request.path.partition("?")[0]
        file = self.folder / path.lstrip("/")
        if path in self.given:
            status, html, headers = self.given[path]
            request.answer(status, html.encode(), {"Content-Type": "text/html; charset=utf-8", **headers})
        elif path != "/" and file.is_file():
            request.answer(
                200, self.tagged(file.read_text("utf-8")).encode(), {"Content-Type": "text/html; charset=utf-8"}
            )
        else:
            request.answer(404)

    def post(self, request: Any) -> None:
        self.posted.append((request.path, request.body()))
        self.get(request)


class Collector(_Server):
    """Stands in for Balk's server: serves the script, and takes batches as the wire defines them, or raises."""

    def __init__(self) -> None:
        self.settings = wire.SiteSettings(key="testkey", holdout=0.0, modules="built")
        self.success_rules: list[wire.SuccessRule] = []
        self.missing: tuple[str, ...] = ()
        """Modules that are not to be had."""
        self.reset()
        super().__init__()

    def reset(self) -> None:
        self.bodies: list[bytes] = []
        self.batches: list[wire.Batch] = []
        self.refused: list[str] = []
        self.answers: list[int] = []
        """Statuses to answer with before 204."""
        self.headers: dict[str, str] = {}
        self.prompts: list[wire.PromptSettings] = []

    @property
    def tag(self) -> str:
        return f'<script async src="{self.url}/s/{self.settings.key}.js"></script>'

    def get(self, request: Any) -> None:
        path = request.path.partition("?")[0]
        module = path.removeprefix("/s/").removesuffix(f"-{self.settings.modules}.js")
        if path == f"/s/{self.settings.key}.js":
            content = capture_content(self.settings)
        elif module in MODULES and module not in self.missing:
            following = wire.FollowSettings(self.prompts, self.success_rules)
            content = module_content(module)
            content = follow_content(following, content) if module == "follow" else content
        elif path == "/s/frame.js":
            content = frame_content()
        else:
            request.answer(404)
            return
        headers = {"Content-Type": "text/javascript; charset=utf-8", "Access-Control-Allow-Origin": "*"}
        request.answer(200, content, headers)

    def post(self, request: Any) -> None:
        body = request.body()
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After", **self.headers}
        if self.answers:
            self.bodies.append(body)
            request.answer(self.answers.pop(0), b"", headers)
            return
        try:
            batch = msgspec.json.decode(body, type=wire.Batch)
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            self.refused.append(f"{error}: {body!r}")
            request.answer(400, b"", headers)
            return
        self.bodies.append(body)
        self.batches.append(batch)
        request.answer(204, b"", headers)

    @property
    def views(self) -> list[wire.View]:
        """The newest snapshot of every view, in order of their first arrival."""
        newest: dict[Any, wire.View] = {}
        for batch in list(self.batches):
            for view in batch.views:
                if view.id not in newest or view.seq > newest[view.id].seq:
                    newest[view.id] = view
        return list(newest.values())

    @property
    def forms(self) -> dict[str, wire.Form]:
        """The newest definition of every form."""
        return {form.key: form for batch in list(self.batches) for form in batch.forms}

    def view(self, form: str | None = None) -> wire.View:
        """The newest snapshot of the only view (of that form)."""
        assert self.refused == []
        [view] = [view for view in self.views if form in (None, view.form)]
        return view

    def touched(self, form: str | None = None) -> dict[str, wire.Touched]:
        """What was done with each field of the only view."""
        return {field.key: field for field in self.view(form).touched}

    # Any: what is asked is either falsy, and asked again, or the answer.
    async def until(self, wanted: Callable[["Collector"], Any], seconds: float = 15.0) -> Any:
        """The first true answer to `wanted`, asked again as data comes in."""
        end = time.monotonic() + seconds
        error: Exception | None = None
        while time.monotonic() < end:
            try:
                if answer := wanted(self):
                    return answer
            except (ValueError, KeyError, IndexError) as problem:
                error = problem
            await anyio.sleep(0.03)
        sent = "\n".join(body.decode() for body in self.bodies[-5:])
        raise AssertionError(f"not within {seconds} s ({error}); refused: {self.refused}; last bodies:\n{sent}")


@asynccontextmanager
async def launched(program: str | None) -> AsyncIterator[Browser]:
    """That Chromium, with the cache of pages that people go back to."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run, without a window."""
    async with launched(headless_shell()) as browser:
        yield browser


@pytest_asyncio.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile that nobody used before."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    await context.close()


@pytest_asyncio.fixture
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A tab. A mistake that the page sees as an error fails the test."""
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


@pytest.fixture(scope="session")
def _collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture
def collector(_collector: Collector) -> Collector:
    """Where batches arrive, with none so far."""
    _collector.reset()
    return _collector


@pytest.fixture(scope="session")
def _host(_collector: Collector) -> Iterator[PageHost]:
    host = PageHost(_collector.tag)
    yield host
    host.close()


@pytest.fixture
def host(_host: PageHost) -> PageHost:
    """The site whose pages carry the tag, with no pages given so far."""
    _host.given.clear()
    _host.posted.clear()
    return _host
