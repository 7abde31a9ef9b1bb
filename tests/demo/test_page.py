"""The demo form: it carries the tag, it keeps nothing, and it shows Balk at work under a strict policy."""

import re
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from balk.demo.page import ROUTES
from balk.sites import add_site
from given import NOW


def _served(db: asyncpg.Pool) -> httpx.AsyncClient:
    async def given_db() -> asyncpg.Pool:
        return db

    app = Litestar(ROUTES, dependencies={"db": Provide(given_db)})
    application: Any = app  # httpx describes an application in other words than Litestar does
    return httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://balk.example")


@pytest.mark.parametrize("path", ["/demo", "/demo/done"])
async def test_both_pages_carry_the_tag_of_the_site_demo_and_a_link_to_its_report(db: asyncpg.Pool, path: str) -> None:
    site = await add_site(db, "demo", ["https://shop.example"], NOW)

    async with _served(db) as page:
        answer = await page.get(path)

    assert re.findall(r'<script[^>]+src="([^"]*/s/[^"]*\.js)"', answer.text) == [f"/s/{site.key}.js"]
    assert 'href="/sites/demo/forms/signup"' in answer.text


async def test_without_a_site_demo_the_page_says_so(db: asyncpg.Pool) -> None:
    async with _served(db) as page:
        answer = await page.get("/demo")

    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "There is no site named “demo” here, so there is no demo form either.",
    )


async def test_what_is_posted_leads_to_the_thank_you_page_and_is_not_said_back(db: asyncpg.Pool) -> None:
    await add_site(db, "demo", ["https://shop.example"], NOW)

    async with _served(db) as page:
        answer = await page.post("/demo", data={"phone": "a secret"})
        thanks = await page.get(answer.headers["location"])

    assert (answer.status_code, answer.headers["location"], thanks.status_code) == (303, "/demo/done", 200)
    assert "a secret" not in answer.text + thanks.text


async def test_the_policy_allows_nothing_inline_and_the_page_has_nothing_inline(db: asyncpg.Pool) -> None:
    await add_site(db, "demo", ["https://shop.example"], NOW)

    async with _served(db) as page:
        answer = await page.get("/demo")

    assert "unsafe" not in answer.headers["content-security-policy"]
    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", answer.text) == []


async def test_the_phone_number_is_picky_and_its_help_gives_an_example_that_it_takes(db: asyncpg.Pool) -> None:
    await add_site(db, "demo", ["https://shop.example"], NOW)

    async with _served(db) as page:
        answer = await page.get("/demo")

    field = re.search(r'<input name="phone"[^>]*>', answer.text)
    assert field is not None
    pattern, help_text = (re.search(rf'{name}="([^"]*)"', field[0]) for name in ("pattern", "title"))
    assert pattern is not None
    assert help_text is not None
    example = help_text[1].removeprefix("Write it like ").removesuffix(".")
    assert re.fullmatch(pattern[1], example)
    assert not re.fullmatch(pattern[1], "+44 20 1234 5678")
