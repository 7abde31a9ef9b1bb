"""What is sent, when, and what is not."""

from functools import partial
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page

from browser.conftest import Collector, PageHost

FORM = "<form id=shop><input name=town><input name=street></form>"


async def test_the_first_message_comes_while_the_person_works(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    view = await collector.until(lambda c: c.view())
    assert 2_500 <= view.age_ms <= 4_500
    batch = collector.batches[0]
    assert (batch.v, batch.bot, batch.holdout, batch.device) == (1, True, False, "desktop")


async def test_a_form_that_was_only_seen_does_not_keep_the_first_touch_waiting(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(host.give(FORM))
    await page.wait_for_timeout(1_500)
    await page.click("[name=town]")
    view = await collector.until(lambda c: c.view())
    assert view.age_ms < 8_000


async def test_a_hidden_page_sends_what_it_has(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM))
    await page.click("[name=street]")
    await page.keyboard.type("x")
    await page.close()
    await collector.until(lambda c: c.view().last == 0)
    assert [field.key for field in collector.view().touched] == ["street"]


async def test_what_was_refused_for_a_while_is_sent_again(page: Page, host: PageHost, collector: Collector) -> None:
    collector.answers = [503]
    collector.headers = {"Retry-After": "1"}
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    view = await collector.until(lambda c: c.view())
    assert (view.outcome, len(collector.bodies)) == ("api", 2)


async def test_an_unknown_key_is_not_asked_again(page: Page, host: PageHost, collector: Collector) -> None:
    collector.answers = [404]
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: len(c.bodies) == 1)
    await page.click("[name=street]")
    await page.close()
    assert len(collector.bodies) == 1


async def test_a_definition_is_sent_until_it_is_acknowledged(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: len(c.batches) == 1)
    await page.click("[name=street]")
    await page.evaluate("balk('fail')")
    await collector.until(lambda c: len(c.batches) == 2)
    assert [len(batch.forms) for batch in collector.batches] == [1, 0]


async def test_what_the_last_page_could_not_send_the_next_one_does(
    page: Page, host: PageHost, collector: Collector
) -> None:
    collector.answers = [503] * 3
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.goto(host.give("<p>Next</p>", "/next"))
    collector.answers = []
    assert await collector.until(lambda c: c.view().form == "shop" and c.forms)


async def test_nothing_is_sent_or_stored_with_global_privacy_control(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    await assert_nothing_is_kept(page, host.give(FORM), collector)


async def test_nothing_is_sent_or_stored_before_a_consent_that_is_required(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await assert_nothing_is_kept(page, host.give(FORM, attributes='data-consent="required"'), collector)


async def assert_nothing_is_kept(page: Page, url: str, collector: Collector) -> None:
    await page.goto(url)
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await page.evaluate("window.balk && balk('success')")
    assert await page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0
    await page.goto("about:blank")
    assert collector.bodies == []


async def test_consent_starts_the_recording_and_withdrawing_it_forgets(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(host.give(FORM, attributes='data-consent="required"'))
    await page.evaluate("balk('consent', true)")
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: c.views)
    await page.evaluate("balk('consent', false)")
    await page.click("[name=street]")
    await page.goto("about:blank")
    assert len(collector.batches) == 1


async def test_nothing_is_stored_where_storage_is_none(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM, attributes='data-storage="none"'))
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: c.views)
    assert await page.evaluate("sessionStorage.length + localStorage.length") == 0


async def test_a_visit_lasts_over_pages_and_ends_with_the_tab(
    context: BrowserContext, host: PageHost, collector: Collector
) -> None:
    for pages in (2, 1):
        page = await context.new_page()
        for _ in range(pages):
            await page.goto(host.give(FORM))
            await page.click("[name=town]")
        await page.close()
    batches = await collector.until(lambda c: len(c.views) == 3 and c.batches)
    assert len({batch.visit for batch in batches}) == 2


async def test_a_strict_policy_and_trusted_types_are_kept(page: Page, host: PageHost, collector: Collector) -> None:
    messages: list[Any] = []
    page.on("console", lambda message: messages.append(message.text))
    policy = (
        f"default-src 'self'; script-src {collector.url}; connect-src {collector.url}; style-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    await page.goto(host.give(FORM, headers={"Content-Security-Policy": policy}))
    await page.click("[name=town]")
    assert await collector.until(lambda c: c.view())
    assert [text for text in messages if "Content Security" in text or "TrustedHTML" in text] == []


HOSTILE = """<script>
  window.fetch = new Proxy(window.fetch, {apply: (to, self, given) => Reflect.apply(to, window, given)});
  Array.prototype.toJSON = function () { return 'spoiled' };
  Object.prototype.polluted = 'x';
  Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no storage') }});
</script><form id=shop><input name=id><input name=name><input name=elements><input name=getAttribute>
<input name=parentNode><input name=action><input name=querySelectorAll><input name=closest><input name=matches>
<input name=isConnected><input name=nodeType><input name=getBoundingClientRect><input name=submit>
<button>Go</button></form>"""


async def test_a_hostile_page_is_recorded_all_the_same(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(HOSTILE))
    for name in ("parentNode", "id"):  # by place: the driver itself stumbles over such a form
        place = await page.evaluate(
            f"""(() => {{ const box = document.querySelector('[name={name}]').getBoundingClientRect();
              return (box.x + 5) + ' ' + (box.y + 5) }})()"""
        )
        x, y = place.split()
        await page.mouse.click(float(x), float(y))
        await page.keyboard.type("x")
    await page.evaluate("balk('success')")
    view = await collector.until(lambda c: c.view())
    assert (view.form, [field.key for field in view.touched], view.outcome) == ("shop", ["parentNode", "id"], "api")
    assert len(collector.forms["shop"].fields) == 13


async def test_a_form_works_as_without_balk_when_the_server_is_down(page: Page, host: PageHost) -> None:
    host.give("<h1>Done</h1>", "/done")
    html = FORM.replace("<form", "<form action=/done") + '<script async src="http://127.0.0.1:9/s/x.js"></script><p>'
    host.given["/down"] = (200, html, {})
    await page.goto(f"{host.url}/down")
    await page.click("[name=town]")
    await page.keyboard.press("Enter")
    await page.evaluate("document.forms[0] && document.forms[0].submit()")
    await page.wait_for_url("**/done**")
    assert await page.inner_text("h1") == "Done"


async def test_a_copied_tab_is_the_same_visit_with_views_of_its_own(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await collector.until(lambda c: c.view())
    async with page.expect_popup() as opened:
        await page.evaluate("window.open(location.href)")
    copy = await opened.value
    await copy.click("[name=street]")
    await copy.close()
    await page.click("[name=street]")
    await page.close()
    views = await collector.until(lambda c: sum(len(view.touched) for view in c.views) == 3 and c.views)
    assert len({batch.visit for batch in collector.batches}) == 1
    assert [[field.key for field in view.touched] for view in views] == [["town", "street"], ["street"]]


async def test_two_tabs_that_share_local_storage_lose_nothing_of_each_other(
    context: BrowserContext, host: PageHost, collector: Collector
) -> None:
    collector.answers = [503] * 50
    url = host.give(FORM, attributes='data-storage="local"')
    tabs = [await context.new_page() for _ in range(2)]
    for tab in tabs:
        await tab.goto(url)
    for tab, name in zip(tabs, ("town", "street"), strict=True):
        await tab.click(f"[name={name}]")
    for tab in tabs:
        await tab.close()
    collector.answers = []
    last = await context.new_page()
    await last.goto(url)
    views = await collector.until(lambda c: len([view for view in c.views if view.touched]) == 2 and c.views)
    assert sorted(field.key for view in views for field in view.touched) == ["street", "town"]
    await last.close()


async def test_withdrawing_forgets_what_this_page_and_earlier_ones_kept(
    page: Page, host: PageHost, collector: Collector
) -> None:
    stored = "sessionStorage.length + localStorage.length"
    await page.goto(host.give(FORM, attributes='data-consent="required"'))
    await page.evaluate("balk('consent', true)")
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: c.views)
    await page.wait_for_function(f"{stored} == 1")
    await page.reload()
    assert await page.evaluate(stored) == 1
    await page.evaluate("balk('consent', false)")
    assert await page.evaluate(stored) == 0


async def test_nothing_is_sent_before_a_page_that_was_rendered_ahead_is_shown(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.add_init_script("Object.defineProperty(document, 'prerendering', {value: true, configurable: true})")
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    assert await page.evaluate("'balk' in window") is False
    await page.evaluate("document.dispatchEvent(new Event('prerenderingchange'))")
    await page.click("[name=street]")
    await page.close()
    view = await collector.until(lambda c: c.view())
    assert [field.key for field in view.touched] == ["street"]


def arrived(bodies: int, collector: Collector) -> bool:
    """Whether so many messages came."""
    return len(collector.bodies) >= bodies


async def test_an_answer_that_is_none_of_ours_is_no_promise_and_no_hurry(
    page: Page, host: PageHost, collector: Collector
) -> None:
    collector.answers = [200, 302, 500]
    await page.clock.install()
    await page.goto(host.give(FORM))
    await page.click("[name=town]")
    await page.evaluate("balk('success')")
    await collector.until(lambda c: len(c.bodies) == 1)
    await page.clock.run_for(2_000)
    assert len(collector.bodies) == 1
    for bodies in (2, 3):
        await page.clock.run_for(25_000)
        await collector.until(partial(arrived, bodies))
    await page.clock.run_for(60_000)
    assert (await collector.until(lambda c: c.view())).outcome == "api"


async def test_a_view_of_many_fields_and_steps_fits_a_message(page: Page, host: PageHost, collector: Collector) -> None:
    label = "What this field is about, at some length, as forms of authorities have it "
    fields = "".join(f"<p><label>{label * 2}{n}<input name=field_of_a_long_form_{n}></label></p>" for n in range(220))
    await page.goto(host.give(f"<form id=long>{fields}</form>"))
    await page.click("[name=field_of_a_long_form_0]")
    for n in range(1, 220):
        await page.keyboard.press("Tab")
        if n < 190:
            await page.keyboard.type("x")
    await page.close()
    view = await collector.until(lambda c: len(c.view().touched) == 220 and c.view())
    await collector.until(lambda c: len(c.forms["long"].fields) == 220)
    assert len(view.steps) == 800
    assert max(map(len, collector.bodies)) <= 65_536


BROKEN = {
    "fetch that throws": "window.fetch = () => { throw new Error('mine') }",
    "fetch that answers nonsense": "window.fetch = () => 7",
    "no dates": "window.Date = undefined",
    "listeners wrapped": """const own = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (type, body, options) {
        return own.call(this, type, function (event) { return body.call(this, event) }, options) }""",
    "a frozen prototype": "Object.freeze(Object.prototype); Object.freeze(Array.prototype)",
    "timers wrapped": "const own = window.setTimeout; window.setTimeout = (body, ms) => own(() => body(), ms)",
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN.keys())
async def test_a_page_with_patches_of_its_own_is_recorded_and_left_in_peace(
    page: Page, host: PageHost, collector: Collector, script: str
) -> None:
    await page.goto(host.give(f"<script>{script}</script>{FORM}"))
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await page.close()
    view = await collector.until(lambda c: c.view().touched and c.view())
    assert [(field.key, field.end) for field in view.touched] == [("town", 2)]


async def test_two_keys_on_one_page_record_once_and_disturb_nothing(
    page: Page, host: PageHost, collector: Collector
) -> None:
    second = f'<script async src="{collector.url}/s/{collector.settings.key}.js?second"></script>'
    await page.goto(host.give(FORM + second))
    await page.click("[name=town]")
    await page.close()
    view = await collector.until(lambda c: c.view())
    assert [field.key for field in view.touched] == ["town"]


async def test_a_part_of_the_script_that_the_network_has_lost_is_asked_for_again(
    page: Page, host: PageHost, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "missing", ("form",))
    async with page.expect_event("requestfailed", lambda request: "/form-" in request.url):
        await page.goto(host.give(FORM))
    monkeypatch.setattr(collector, "missing", ())
    await page.click("[name=town]")
    for _ in range(60):  # the person goes on
        await page.keyboard.type("o")
        if collector.views:
            break
        await page.wait_for_timeout(200)
    view = await collector.until(lambda c: c.view().touched and c.view())
    assert [(field.key, field.end) for field in view.touched] == [("town", 2)]
