"""The whole way: a person stops at a field and says why; its owner finds the field, the reason and the numbers."""

import csv
import io
import json
import subprocess
import urllib.request
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Browser, BrowserContext, Page

from balk import embedded
from browser.whole import Running, serving
from given import eventually

SHOP = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Join</title><h1>Join us</h1>
<form id="join" action="/joined" method="get">
<p><label>Full name <input name="full_name" required></label></p>
<p><label>E-mail <input name="email" type="email" required></label></p>
<p><label>Phone number <input name="phone" type="tel" required></label></p>
<button>Create account</button></form>{{balk}}"""
JOINED = "<!doctype html><html lang='en'><meta charset='utf-8'><title>Welcome</title><h1>Welcome</h1>{{balk}}"
SECRET = "s3cr3t-Zebra-"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("whole")) as running:
        yield running


async def api(server: Running, token: str, path: str) -> Any:
    request = urllib.request.Request(f"{server.url}/api/v1/sites/{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read()) if "json" in answer.headers["Content-Type"] else answer.read().decode()


async def signed_in(page: Page, server: Running) -> None:
    """The owner, with the first account made by the one-time link or, once it exists, by its password."""
    await page.goto(server.set_up_link)
    if await page.locator("input[type=email]").count():
        await page.fill("input[type=email]", "owner@example.com")
        for password in await page.locator("input[type=password]").all():
            await password.fill("correct horse battery")
        await page.click("main button, main [type=submit]")
    else:
        await page.goto(f"{server.url}/login")
        await page.fill("input[type=email]", "owner@example.com")
        await page.fill("input[type=password]", "correct horse battery")
        await page.click("main button, main [type=submit]")


async def stop_at_phone(page: Page, address: str) -> None:
    """A person fills half of the form, hesitates at the phone number, says why when asked, and leaves."""
    await page.clock.install()
    await page.goto(address)
    await page.wait_for_function("window.balk && window.balk.started")
    await page.clock.run_for(2_500)
    await page.click("[name=full_name]")
    await page.keyboard.type(f"{SECRET}name")
    await page.keyboard.press("Tab")
    await page.keyboard.type(f"{SECRET}mail@example.com")
    await page.keyboard.press("Tab")
    await page.clock.run_for(21_000)
    prompt = page.get_by_role("dialog", name="What stopped you?")
    await prompt.wait_for()
    await prompt.get_by_text("I’d rather not give this").click()
    await prompt.get_by_role("textbox").fill("Why does a newsletter need my phone number?")
    await prompt.get_by_role("button", name="Send").click()
    await page.clock.run_for(3_000)
    await page.close()


async def test_a_person_stops_says_why_and_the_owner_finds_it(
    browser: Browser, context: BrowserContext, host: Any, server: Running
) -> None:
    host.tag, token = server.made_site("shop", host.url)
    page = await context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''}"))

    await stop_at_phone(page, host.give(SHOP, "/join"))

    async def answers() -> Any:
        return (await api(server, token, "shop/responses"))["responses"]

    (said,) = await eventually(answers, lambda found: bool(found) and found[0]["text"] != "")
    assert (said["form"], said["field"], said["field_label"]) == ("join", "phone", "Phone number")
    assert said["mentioned_field"] == "phone"
    assert said["choices"] == ["I’d rather not give this"]
    assert said["outcome"] == "in_progress"
    report = await api(server, token, "shop/forms/join/report")
    phone = report["fields"][2]
    assert [field["label"] for field in report["fields"]] == ["Full name", "E-mail", "Phone number"]
    assert (phone["reached"], phone["answers"], phone["hesitation_ms"]["censored"]) == (1, 1, 1)
    assert phone["hesitation_ms"]["p50"] > 18_000

    owner = await (await browser.new_context()).new_page()
    await signed_in(owner, server)
    await owner.goto(f"{server.url}/sites/shop/forms/join")
    shown = await owner.inner_text("main")
    assert "Phone number" in shown
    assert "Why does a newsletter need my phone number?" in shown
    async with owner.expect_download() as download:
        await owner.goto(f"{server.url}/sites/shop/responses")
        await owner.get_by_role("link", name="CSV").first.click()
    (row,) = csv.DictReader(io.StringIO((await (await download.value).path()).read_text("utf-8")))
    assert (row["field"], row["text"]) == ("phone", "Why does a newsletter need my phone number?")
    await owner.context.close()

    assert SECRET not in "".join(sent)
    assert SECRET not in await everything_kept(server)


async def test_a_person_who_completes_the_form_is_counted_completed(
    context: BrowserContext, host: Any, server: Running
) -> None:
    host.tag, token = server.made_site("finishers", host.url)
    host.give(JOINED, "/joined")
    page = await context.new_page()
    await page.goto(host.give(SHOP, "/join"))
    await page.wait_for_function("window.balk && window.balk.started")
    await page.fill("[name=full_name]", f"{SECRET}name")
    await page.fill("[name=email]", f"{SECRET}mail@example.com")
    await page.fill("[name=phone]", f"{SECRET}0170")

    await page.click("button")

    async def totals() -> Any:
        forms = (await api(server, token, "finishers/forms"))["forms"]
        return forms[0] if forms else None

    form = await eventually(totals, lambda found: bool(found) and found["completed"] == 1)
    assert (form["form"], form["views"], form["started"], form["attempted"]) == ("join", 1, 1, 1)
    assert (form["completed"], form["abandoned"], form["unconfirmed"], form["in_progress"]) == (1, 0, 0, 0)
    assert SECRET not in await everything_kept(server)


async def everything_kept(server: Running) -> str:
    """All that the server holds: every row of every table, and its logs."""
    cluster = embedded.open_cluster(server.data)
    try:
        db = await asyncpg.connect(cluster.dsn())
        tables = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        rows = [await db.fetch(f"select t::text from {table['tablename']} t") for table in tables]
        blobs = await db.fetch("select encode(doc, 'escape') as t from view_open")
        closed = await db.fetch("select encode(rest, 'escape') as t from view_closed")
        await db.close()
    finally:
        cluster.close()
    kept = "\n".join(row[0] for found in [*rows, blobs, closed] for row in found)
    logs = subprocess.run(
        ["grep", "-r", "--binary-files=text", "-l", SECRET, str(server.data), str(server.log)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert logs == ""
    return kept
