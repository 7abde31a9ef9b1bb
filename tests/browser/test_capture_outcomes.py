"""What became of a submit: evidence, or nothing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, Route

from browser.conftest import Collector, PageHost

FORM = "<form id=shop action=/done method=post><input name=town><button>Send</button></form>"

FILLED, INVALID = 2, 3

PREVENTED = """<form id=shop><input name=town><button>Send</button></form><script>
document.querySelector('form').onsubmit = async (event) => {
  event.preventDefault(); const form = event.target;
  const answer = await fetch('%s', {method: 'POST'}); %s }</script>"""


async def fill_and_send(page: Page, url: str) -> None:
    await page.goto(url)
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await page.click("button")


async def test_a_native_submit_that_leads_to_another_page_is_a_success(
    page: Page, host: PageHost, collector: Collector
) -> None:
    host.give("<h1>Thank you</h1>", "/done")
    await fill_and_send(page, host.give(FORM))
    view = await collector.until(lambda c: c.view().outcome == "navigated" and c.view())
    assert (view.attempts, view.failed, view.page, [field.end for field in view.touched]) == (1, 0, "/signup", [2])


async def test_the_same_form_with_errors_on_the_next_page_is_a_failed_attempt(
    page: Page, host: PageHost, collector: Collector
) -> None:
    host.give(FORM.replace("<button", "<p class=error>Town is unknown</p><button"), "/done")
    await fill_and_send(page, host.give(FORM))
    views = await collector.until(lambda c: c.views and c.views[0].outcome == "failed" and c.views)
    assert (views[0].failed, views[0].at_submit) == (1, True)


async def test_the_same_form_still_filled_is_unsure(page: Page, host: PageHost, collector: Collector) -> None:
    url = host.give(FORM.replace("/done", "/signup").replace("name=town", "name=town value=Lima"))
    await fill_and_send(page, url)
    assert await collector.until(lambda c: c.view().outcome == "pending")
    await page.wait_for_timeout(1_500)
    assert collector.view().outcome == "pending"


async def test_an_error_page_is_a_failed_attempt(page: Page, host: PageHost, collector: Collector) -> None:
    host.give("<h1>Oops</h1>", "/done", status=500)
    await fill_and_send(page, host.give(FORM))
    assert await collector.until(lambda c: c.view().outcome == "failed")


@pytest.mark.parametrize(
    ("answer", "then", "outcome", "end"),
    [
        (200, "form.reset()", "request", FILLED),
        (200, "form.remove()", "request", FILLED),
        (200, "form.hidden = true", "request", FILLED),
        (500, "", "failed", FILLED),
        (200, "form.insertAdjacentHTML('beforeend', '<p class=error>Taken</p>')", "failed", INVALID),
        (
            200,
            "form.innerHTML = ''; const ok = document.createElement('p'); ok.textContent = 'Thanks';"
            "ok.setAttribute('data-balk-success', ''); document.body.append(ok)",
            "rule",
            FILLED,
        ),
        (200, "balk('success')", "api", FILLED),
        (200, "balk('fail', 'shop', 'no')", "failed", FILLED),
    ],
)
async def test_a_submit_by_script(
    page: Page, host: PageHost, collector: Collector, answer: int, then: str, outcome: str, end: int
) -> None:
    host.give("{}", "/api", status=answer)
    await fill_and_send(page, host.give(PREVENTED % ("/api", then)))
    view = await collector.until(lambda c: c.view().outcome == outcome and c.view())
    assert (view.attempts, [field.end for field in view.touched]) == (1, [end])


async def test_a_submit_without_evidence_stays_unsure_until_the_person_goes_on(
    page: Page, host: PageHost, collector: Collector
) -> None:
    html = FORM + "<script>document.forms[0].onsubmit = (event) => event.preventDefault()</script>"
    await fill_and_send(page, host.give(html))
    assert await collector.until(lambda c: c.view().outcome == "pending")
    await page.click("[name=town]")
    await page.keyboard.type("!")
    view = await collector.until(lambda c: c.view().outcome == "failed" and c.view())
    assert (view.failed, view.at_submit) == (1, False)


async def test_a_form_without_a_form_element_is_attempted_by_its_button(
    page: Page, host: PageHost, collector: Collector
) -> None:
    host.give("{}", "/api")
    html = """<div id=shop><input name=town><button type=button>Send</button></div><script>
      document.querySelector('button').onclick = async () => {
        await fetch('/api', {method: 'POST'}); document.getElementById('shop').remove() }</script>"""
    await fill_and_send(page, host.give(html))
    assert await collector.until(lambda c: c.view().outcome == "request")


async def test_what_the_page_says_before_the_script_has_loaded_counts(
    page: Page, host: PageHost, collector: Collector
) -> None:
    stub = (
        "<script>window.balk = window.balk || function () { (balk.q = balk.q || []).push(arguments) };"
        "balk('set', {plan: 'pro'}); balk('moment', 'video', {value: 3});"
        "balk('on', 'complete', (what) => { window.heard = what })</script>"
    )
    await page.goto(host.give(stub + FORM + "<a data-balk-moment=call href='#'>Call</a>"))
    await page.click("a")
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await page.evaluate("balk('moment', 'video'); balk('success', 'shop')")
    await collector.until(lambda c: c.view().outcome == "api")
    assert await page.evaluate("window.heard") == {"form": "shop", "evidence": "api"}
    assert collector.batches[-1].attributes == {"plan": "pro"}
    moments = {moment.name: (moment.count, moment.value) for batch in collector.batches for moment in batch.moments}
    assert moments == {"video": (2, 3.0), "call": (1, None)}


STALE = """<form id=shop><input name=town aria-invalid=true aria-errormessage=e><p id=e>Pick a town</p>
<button>Send</button></form><script>document.querySelector('form').onsubmit = async (event) => {
  event.preventDefault(); const form = event.target;
  %s }</script>"""


async def test_an_error_from_before_the_attempt_does_not_speak_against_a_success(
    page: Page, host: PageHost, collector: Collector
) -> None:
    host.give("{}", "/api")
    await fill_and_send(page, host.give(STALE % "await fetch('/api', {method: 'POST'}); form.hidden = true"))
    view = await collector.until(lambda c: c.view().outcome == "request" and c.view())
    assert (view.attempts, view.failed) == (1, 0)


async def test_an_error_that_still_stands_when_nothing_was_asked_of_the_server_is_a_failed_attempt(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await fill_and_send(page, host.give(STALE % ""))
    view = await collector.until(lambda c: c.view().outcome == "failed" and c.view())
    assert (view.attempts, view.failed, view.at_submit) == (1, 1, True)


LATE = """<form id=shop><input name=town><button>Send</button></form><script>
document.querySelector('form').onsubmit = async (event) => { %s }</script>"""


async def hold_back(page: Page) -> Callable[[], Awaitable[None]]:
    """Keeps follow.js from the page until the answer is called: a slow network."""
    free = asyncio.Event()

    async def wait(route: Route) -> None:
        await free.wait()
        await route.continue_()

    await page.route("**/s/follow.js", wait)

    async def let_go() -> None:
        free.set()

    return let_go


async def test_an_attempt_is_judged_though_what_judges_comes_after_the_answer(
    page: Page, host: PageHost, collector: Collector
) -> None:
    host.give("{}", "/api")
    let_go = await hold_back(page)
    html = LATE % "event.preventDefault(); await fetch('/api'); event.target.remove()"
    await fill_and_send(page, host.give(html))
    await page.wait_for_selector("form", state="detached")
    await let_go()
    view = await collector.until(lambda c: c.view().outcome == "request" and c.view())
    assert (view.attempts, view.failed) == (1, 0)


async def test_an_error_counts_though_what_judges_comes_after_it(
    page: Page, host: PageHost, collector: Collector
) -> None:
    let_go = await hold_back(page)
    html = (
        LATE % "event.preventDefault(); event.submitter.insertAdjacentHTML('beforebegin', '<p class=error>No town</p>')"
    )
    await fill_and_send(page, host.give(html))
    await page.wait_for_selector("p")
    await let_go()
    view = await collector.until(lambda c: c.view().outcome == "failed" and c.view())
    assert (view.attempts, view.failed, [error.message for error in view.touched[0].errors]) == (1, 1, ["No town"])


async def test_an_error_is_told_from_hints_though_what_judges_comes_after_it(
    page: Page, host: PageHost, collector: Collector
) -> None:
    let_go = await hold_back(page)
    says = "event.preventDefault(); document.querySelector('#word').textContent = 'No town'"
    html = LATE.replace("<button>", "<p class=field-error>Five letters</p><input name=zip><button>") % says
    html = html.replace("name=town", "name=town aria-describedby=word").replace("<button>", "<p id=word></p><button>")
    await page.goto(host.give(html))
    await page.click("button")
    await page.wait_for_selector("#word:not(:empty)")
    await let_go()
    view = await collector.until(lambda c: c.view().outcome == "failed" and c.view())
    messages = [error.message for field in view.touched for error in field.errors]
    assert (view.attempts, view.failed, messages) == (1, 1, ["No town"])


async def test_a_submit_that_leads_away_before_anything_has_come_is_judged_by_the_next_page(
    page: Page, host: PageHost, collector: Collector
) -> None:
    let_go = await hold_back(page)
    host.give("<h1>Thank you</h1>", "/done")
    await fill_and_send(page, host.give(FORM))
    await page.wait_for_selector("h1")
    await let_go()
    view = await collector.until(lambda c: c.view().outcome == "navigated" and c.view())
    assert (view.attempts, view.failed) == (1, 0)


async def test_what_the_browser_stops_counts_though_what_judges_comes_later(
    page: Page, host: PageHost, collector: Collector
) -> None:
    let_go = await hold_back(page)
    await page.goto(host.give(FORM.replace("name=town", "name=town required")))
    await page.click("button")
    await let_go()
    view = await collector.until(lambda c: c.view().outcome == "failed" and c.view())
    assert (view.attempts, view.failed, [error.message for error in view.touched[0].errors]) == (
        1,
        1,
        ["Please fill out this field."],
    )
