"""When the prompt shows, and when it does not."""

from typing import Any

import msgspec
import pytest
from playwright.async_api import Page, expect

from browser.prompting import leave_upwards, open_form, prompt, prompt_fetches, touch_phone


async def test_it_shows_when_the_pointer_leaves_through_the_top_after_a_field_was_touched(
    page: Page, host: Any, collector: Any
) -> None:
    await open_form(page, host, collector)
    await touch_phone(page)
    await leave_upwards(page)
    await page.clock.run_for(300)

    await expect(prompt(page)).to_be_visible()


async def test_coming_back_within_a_quarter_of_a_second_is_no_leaving(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    fetched = prompt_fetches(page)
    await touch_phone(page)
    await page.clock.pause_at(await page.evaluate("Date.now() + 10"))
    await leave_upwards(page)
    await page.clock.run_for(200)
    await page.mouse.move(300, 60)
    await page.clock.run_for(1_000)

    assert fetched == []


async def test_it_shows_after_twenty_seconds_in_a_field_without_a_change(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    fetched = prompt_fetches(page)
    await touch_phone(page)
    await page.clock.run_for(18_000)
    assert fetched == []
    await page.clock.run_for(3_000)

    await expect(prompt(page)).to_be_visible()


async def test_it_waits_until_the_person_has_not_typed_for_a_moment(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    fetched = prompt_fetches(page)
    await touch_phone(page)
    await page.clock.pause_at(await page.evaluate("Date.now() + 10"))
    await page.keyboard.type("0170")
    await leave_upwards(page)
    await page.clock.run_for(1_200)
    assert fetched == []
    await page.clock.run_for(500)
    await page.clock.resume()  # what is fetched comes when it comes

    await expect(prompt(page)).to_be_visible()


async def test_it_forgets_a_reason_to_ask_when_the_person_types_on(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    fetched = prompt_fetches(page)
    await touch_phone(page)
    await page.clock.pause_at(await page.evaluate("Date.now() + 10"))
    await page.keyboard.type("0")
    await leave_upwards(page)
    for digit in "17012345":
        await page.clock.run_for(1_000)
        await page.keyboard.type(digit)
    await page.clock.run_for(5_000)

    assert fetched == []


async def test_it_shows_once_a_visit(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    # Playwright's clock has no time origin at first: only what the person then does gives the visit a true time.
    await page.locator("[name=name]").press_sequentially("Jo")
    await touch_phone(page)
    await page.clock.run_for(21_000)
    await prompt(page).get_by_role("button", name="Not now").click()
    await page.reload()
    await page.wait_for_function("window.balk && window.balk.started")
    fetched = prompt_fetches(page)
    await touch_phone(page)
    await page.clock.run_for(30_000)

    assert fetched == []


async def test_it_never_shows_in_the_holdout(
    page: Page, host: Any, collector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "settings", msgspec.structs.replace(collector.settings, holdout=1.0))
    fetched = prompt_fetches(page)
    await open_form(page, host, collector)
    await touch_phone(page)
    await page.evaluate("balk('ask')")
    await page.clock.run_for(30_000)
    await leave_upwards(page)
    await page.clock.run_for(1_000)

    assert fetched == []


async def test_it_never_shows_after_success(page: Page, host: Any, collector: Any) -> None:
    fetched = prompt_fetches(page)
    await open_form(page, host, collector)
    await touch_phone(page)
    await page.evaluate("balk('success')")
    await page.clock.run_for(30_000)
    await leave_upwards(page)
    await page.clock.run_for(1_000)

    assert fetched == []


async def test_the_page_may_ask_by_name_and_an_unknown_name_asks_nothing(page: Page, host: Any, collector: Any) -> None:
    fetched = prompt_fetches(page)
    await open_form(page, host, collector)
    await page.evaluate("balk('ask', 'no-such-prompt')")
    assert fetched == []
    await page.evaluate("balk('ask', 'what-stopped-you')")

    await expect(prompt(page)).to_be_visible()


async def test_its_code_is_fetched_once_and_only_when_it_shows(page: Page, host: Any, collector: Any) -> None:
    fetched = prompt_fetches(page)
    await open_form(page, host, collector)
    await touch_phone(page)
    assert fetched == []
    await page.evaluate("balk('ask'); balk('ask')")
    await expect(prompt(page)).to_be_visible()

    assert fetched == [f"{collector.url}/s/prompt-built.js?testkey"]


async def test_a_policy_that_refuses_its_code_leaves_the_page_as_it_was(page: Page, host: Any, collector: Any) -> None:
    policy = f"script-src {collector.url}/s/testkey.js 'unsafe-eval'; connect-src {collector.url}"
    await open_form(page, host, collector, headers={"Content-Security-Policy": policy})
    await touch_phone(page)
    await page.clock.run_for(25_000)
    await page.keyboard.type("0170")

    assert await page.input_value("[name=phone]") == "0170"
    await expect(prompt(page)).to_have_count(0)


async def test_a_server_that_has_lost_its_code_leaves_the_page_as_it_was_and_is_asked_once(
    page: Page, host: Any, collector: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "missing", ("prompt",))
    fetched = prompt_fetches(page)
    await open_form(page, host, collector)
    await touch_phone(page)
    await page.clock.run_for(60_000)

    assert fetched == [f"{collector.url}/s/prompt-built.js?testkey"]
    await expect(prompt(page)).to_have_count(0)
