"""The form on the set-up page that says how long a site keeps what it records."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import asyncpg
import pytest
from playwright.async_api import Page

from admin.conftest import Browser, sign_in
from admin.test_looks import TOO_FAINT, paint
from admin.test_pages import faults, reader, words
from balk.sites import Site, site_by_name
from given import a_site

__all__ = ["reader"]

PATH = "/sites/shop/retention"


async def kept(db: asyncpg.Pool) -> tuple[int, int, int | None]:
    """Days, months and days that the shop keeps views, daily figures and answers."""
    site = await site_by_name(db, "shop")
    assert isinstance(site, Site)
    return site.keep_views_days, site.keep_aggregates_months, site.keep_answers_days


async def test_edgar_who_is_an_editor_says_how_long_a_site_keeps_what_it_records(
    browser: Browser, db: asyncpg.Pool
) -> None:
    await a_site(db)
    csrf = await sign_in(browser, db, "editor", "edgar@shop.example")
    before = await kept(db)
    answer = await browser.post(PATH, data={"csrf": csrf, "views": " 30 ", "aggregates": "12", "answers": "365"})
    changed = await kept(db)
    await browser.post(PATH, data={"csrf": csrf, "views": "7", "aggregates": "1", "answers": ""})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sites/shop/set-up#retention")
    assert (before, changed, await kept(db)) == ((90, 25, None), (30, 12, 365), (7, 1, None))


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"views": "0"}, "Views are kept for 1 to 36,500 days."),
        ({"views": "-3"}, "Views are kept for 1 to 36,500 days."),
        ({"views": ""}, "Views are kept for 1 to 36,500 days."),
        ({"views": "\u0661"}, "Views are kept for 1 to 36,500 days."),
        ({"aggregates": "1201"}, "Daily figures are kept for 1 to 1,200 months."),
        ({"answers": "9" * 30}, "Answers are kept for 1 to 36,500 days; nothing stands for ever."),
        ({"answers": '"><svg/onload=alert(1)>'}, "Answers are kept for 1 to 36,500 days; nothing stands for ever."),
    ],
)
async def test_what_is_no_time_changes_nothing_and_comes_back_filled(
    browser: Browser, db: asyncpg.Pool, reader: Page, sent: dict[str, str], says: str
) -> None:
    await a_site(db)
    csrf = await sign_in(browser, db)
    data = {"views": "30", "aggregates": "12", "answers": "365"} | sent
    answer = await browser.post(PATH, data=data | {"csrf": csrf})
    assert (answer.status_code, await kept(db)) == (422, (90, 25, None))
    assert says in words(answer.text)
    assert all(f'value="{value}"' in answer.text for value in data.values() if value.isalnum())
    assert "<svg/onload" not in answer.text
    assert await faults(reader, answer.text) == []


async def test_vera_who_is_a_viewer_reads_how_long_it_is_kept(browser: Browser, db: asyncpg.Pool) -> None:
    await a_site(db, keep_views_days=30, keep_answers_days=365)
    await sign_in(browser, db, "viewer", "vera@shop.example")
    text = words((await browser.get("/sites/shop/set-up")).text)
    assert "Views 30 days, daily figures 25 months, answers 365 days." in text


async def test_the_page_says_from_which_day_on_views_are_there(browser: Browser, db: asyncpg.Pool) -> None:
    site = await a_site(db)
    await sign_in(browser, db)
    said = []
    for since in (site.created_at + timedelta(days=3), site.created_at - timedelta(days=60)):
        await db.execute("update site set views_kept_since = $1", since.date())
        said.append("Views are there from" in (await browser.get("/sites/shop/set-up")).text)
    assert said == [True, False], "nothing was ever removed of a site that is younger than what it keeps"


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_set_up_page_fits_and_can_be_read(
    browser: Browser, db: asyncpg.Pool, reader: Page, width: int
) -> None:
    await a_site(db)
    csrf = await sign_in(browser, db)
    await db.execute("update site set views_kept_since = $1", datetime.now(UTC).date() + timedelta(days=9))
    html = (await browser.post(PATH, data={"csrf": csrf, "views": "0", "aggregates": "12", "answers": "1"})).text
    await paint(reader, html, width)
    schemes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for scheme in schemes:
        await reader.emulate_media(color_scheme=scheme)
        assert await reader.evaluate("document.documentElement.scrollWidth") == width
        assert await reader.evaluate(TOO_FAINT) == []
