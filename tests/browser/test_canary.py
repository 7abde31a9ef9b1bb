"""Ten thousand secrets over all pages: typed, chosen, preset, in labels, titles, errors, addresses and file names. Not
one byte of them comes to Balk: not in a request, in storage, in a log, in the database, in what is read and exported.

A word's secret begins with `qzjx`, a number's with 7291840, so that a part of one is found as well as all of it.
"""

import asyncio
import base64
import json
import re
import urllib.request
import zlib
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import asyncpg
import pytest
from playwright.async_api import Browser, Error, Frame, Locator, Page, Request

from balk import sites
from balk.views.close import close_idle_views
from browser.conftest import PageHost
from browser.stage import CROSS, HTML
from browser.truth import PAGES, Case, cases
from browser.whole import Running, serving

AT_ONCE = 4
MOST_FIELDS = 25
PAGE_S = 60
"""A page that the browser gives no answer for is closed after this, and counts as not played."""
SCRIPT = (Path(__file__).parent / "canary.js").read_text("utf-8")
CONTROLS = "input:not([type=hidden]), textarea, select, [contenteditable]"


class AllPages(PageHost):
    """Every page of tests/pages on one origin; what they ask for is answered by `{}`."""

    def __init__(self) -> None:
        self.by_path = {case.path: case for case in CASES}
        super().__init__("")
        self.folder = PAGES

    def get(self, request: Any) -> None:
        path = request.path.partition("?")[0]
        if request.command == "GET" and path in self.by_path:
            case = self.by_path[path]
            html = case.html if "{{balk}}" in case.html else case.html + "{{balk}}"
            html = html.replace("{{other}}", self.url).replace("{{origin}}", self.url).replace("{{fence}}", "")
            request.answer(200, self.tagged(html, case.truth.balk).encode(), HTML)
        elif (file := self.folder / path.lstrip("/")).is_file():
            request.answer(200, self.tagged(file.read_text("utf-8").partition("-->")[2]).encode(), HTML | CROSS)
        else:
            request.answer(200, b"{}", {"Content-Type": "application/json"} | CROSS)


CASES, _ = cases()


async def enter(page: Page, frame: Frame, control: Locator, nth: int) -> None:
    """A secret into one field, and every third time an error that says it."""
    kind = await control.evaluate("c => c.localName == 'select' ? 'select' : c.type || 'edit'")
    if kind == "select":
        await control.select_option(index=1)
    elif kind in ("checkbox", "radio"):
        await control.click(force=True)
    elif kind == "file":
        name = await frame.evaluate("canary.word()")
        await control.set_input_files({"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()})
    else:
        making = {"number": "digits", "tel": "digits", "email": "mail"}.get(kind, "word")
        secret = await frame.evaluate(f"canary.{making}()")
        await control.focus()
        await page.keyboard.insert_text(secret)
    if nth % 3 == 0:
        await control.evaluate("c => canary.complain(c)")


async def play(page: Page, url: str, number: int, sent: list[str], server: str) -> int:
    """One page, filled with secrets, worked in, submitted and closed. Answers with how many there were."""
    page.set_default_timeout(600)

    def note(request: Request) -> None:
        if request.url.startswith(server):
            sent.append(f"{request.url} {request.headers} {request.post_data}")

    page.context.on("request", note)
    script = SCRIPT.replace("PLACE", str(number))
    where = f"qzjx{number:07}a"
    await page.goto(f"{url}?{where}={where}b#{where}c", wait_until="load", timeout=10_000)
    await page.wait_for_function("window.balk && window.balk.started", timeout=15_000)
    for frame in page.frames:
        with suppress(Error):
            await frame.evaluate(script + "canary.start()")
    for frame in page.frames:
        with suppress(Error):
            for nth, control in enumerate((await frame.locator(CONTROLS).all())[:MOST_FIELDS]):
                with suppress(Error):
                    if await control.is_visible() or await control.get_attribute("type") in ("file", "checkbox"):
                        await enter(page, frame, control, nth)
    made = 3
    for frame in page.frames:
        with suppress(Error):
            made += await frame.evaluate(script + "canary.start(), canary.count()")
    with suppress(Error):
        await page.keyboard.press("Enter")
    with suppress(Error):
        await page.locator("button, [type=submit]").first.click()
    with suppress(Error):
        kept = await page.evaluate("Object.entries({...sessionStorage, ...localStorage})")
        sent += [repr(item) for item in kept if item[0].startswith("balk")]
    await page.close(run_before_unload=False)
    return made


async def everything_stored(db: asyncpg.Pool) -> str:
    """All rows of all tables, what is packed in them unpacked."""
    tables = await db.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    )
    texts = []
    for table in tables:
        for row in await db.fetch(f"select * from {table['relname']}"):
            for value in row.values():
                texts.append(opened(value) if isinstance(value, bytes) else str(value))
    return "\n".join(texts)


def opened(packed: bytes) -> str:
    with suppress(zlib.error):
        return zlib.decompress(packed).decode("latin-1")
    return packed.decode("latin-1")


def secrets_in(text: str) -> list[str]:
    """Parts of secrets, in plain, percent-encoded or base64."""
    plain = unquote(text).lower()
    found = re.findall(r".{0,60}qzjx.{0,20}", plain)
    found += re.findall(r".{0,60}7[ ()./-]*2[ ()./-]*9[ ()./-]*1[ ()./-]*8[ ()./-]*4[ ()./-]*0.{0,20}", plain)
    for shift in range(3):
        coded = base64.b64encode(b" " * shift + b"qzjx").decode().rstrip("=")[shift + 1 : -1]
        found += re.findall(f".{{0,40}}{re.escape(coded)}.{{0,20}}", text)
    return found


def read_back(server: Running, token: str) -> str:
    """What the API and the exports give of the site."""
    texts = [server.balk("export", "canary", what) for what in ("responses", "fields", "views", "moments")]
    headers = {"Authorization": f"Bearer {token}"}

    def api(path: str) -> Any:
        with urllib.request.urlopen(
            urllib.request.Request(f"{server.url}/api/v1/sites/canary/{path}", headers=headers)
        ) as a:
            return json.loads(a.read())

    for form in api("forms")["forms"]:
        texts.append(json.dumps(form) + json.dumps(api(f"forms/{quote(form['form'], safe='')}/report")))
    return "\n".join(texts)


@pytest.mark.canary
async def test_not_one_of_ten_thousand_secrets_comes_to_balk(
    browser: Browser, dsn: str, db: asyncpg.Pool, tmp_path: Path
) -> None:
    sent: list[str] = []
    room = asyncio.Semaphore(AT_ONCE)

    async def one(server: str, number: int, case: Case) -> int:
        async with room:
            context = await browser.new_context(viewport={"width": 1280, "height": 900})
            try:
                async with asyncio.timeout(PAGE_S):
                    return await play(await context.new_page(), host.url + case.path, number, sent, server)
            except (Error, TimeoutError) as error:
                print("not played:", case.name, *str(error).splitlines()[:1])
                return 0
            finally:
                with suppress(Error, TimeoutError):
                    await asyncio.wait_for(context.close(), PAGE_S)

    with serving(tmp_path, dsn) as server, closing(AllPages()) as host:
        host.tag, token = server.made_site("canary", host.url)
        made = await asyncio.gather(*(one(server.url, number, case) for number, case in enumerate(CASES, 1)))
        site = next(site for site in await sites.all_sites(db) if site.name == "canary")
        open_views = await everything_stored(db)
        while await close_idle_views(db, site, datetime.now(UTC) + timedelta(days=1)):
            pass
        told = read_back(server, token)
        stored = open_views + await everything_stored(db)
        log = server.log.read_text() + "".join(file.read_text() for file in server.data.rglob("*.log"))
    searched = sum(map(len, sent)) + len(stored) + len(told) + len(log)
    print(f"\n{sum(made)} secrets on {len(CASES)} pages; {searched} bytes searched")
    leaks = {
        name: secrets_in(text)[:10]
        for name, text in {"sent and kept": "\n".join(sent), "stored": stored, "told": told, "logged": log}.items()
    }
    assert leaks == {"sent and kept": [], "stored": [], "told": [], "logged": []}
    assert sum(made) >= 10_000
    assert sum(map(bool, made)) >= 0.99 * len(CASES)
    assert len(sent) > len(CASES)
