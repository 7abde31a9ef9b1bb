"""A form whose card field stands in a frame of somebody else, on a third origin, which has Balk's script for frames."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Frame, FrameLocator, Page

from balk import wire
from browser.conftest import Collector, PageHost

INSIDE = """<!doctype html><title>Card</title><script>localStorage.clear()</script>
<form action=/pay><label>Card number <input name=number autocomplete=cc-number required></label>
<label>Name on it <input name=holder aria-describedby=msg></label><span id=msg class=error></span>
<input name=trap style="position:absolute;left:-9999px"><button>Check</button></form>"""
OUTSIDE = """<!doctype html><title>Pay</title><form id=order onsubmit="event.preventDefault()">
<label>Town <input name=town></label><iframe src="%s" title=Card width=400 height=120></iframe>
<label>Note <input name=note></label><button>Pay</button></form>"""


@pytest.fixture(scope="module")
def _bank() -> Iterator[PageHost]:
    bank = PageHost("")
    yield bank
    bank.close()


@pytest.fixture
def bank(_bank: PageHost) -> PageHost:
    """The frame's owner, on an origin of its own."""
    _bank.given.clear()
    return _bank


class Pay:
    """A page of the site with a frame of the bank in it, as both owners may write their tags."""

    def __init__(self, host: PageHost, bank: PageHost, collector: Collector) -> None:
        self.host, self.bank, self.collector = host, bank, collector
        self.outside, self.inside = OUTSIDE, INSIDE
        self.frames, self.page, self.attributes = bank.url, host.url, ""

    def give(self) -> str:
        tag = f'<script async src="{self.collector.url}/s/frame.js" data-page="{self.page}"></script>'
        frame = self.bank.give(self.inside + tag, "/card")
        attributes = f'data-frames="{self.frames}" {self.attributes}'
        return self.host.give(self.outside.replace("%s", frame), "/pay", attributes=attributes)


@pytest.fixture
def pay(host: PageHost, bank: PageHost, collector: Collector) -> Pay:
    """Both tags as they should be."""
    return Pay(host, bank, collector)


def card(page: Page) -> FrameLocator:
    """The frame."""
    return page.frame_locator("iframe")


def keys(form: wire.Form) -> list[str]:
    """A form's fields as "key type" and "required", without the bank's port."""
    return [
        f"{field.key.partition('/')[2] or field.key} {field.type}{' required' * field.required}"
        for field in form.fields
    ]


async def listening(page: Page, to: str) -> Frame:
    """The frame, as soon as the page listens to it."""
    frame = next(frame for frame in page.frames if frame.url.endswith("/card"))
    await frame.evaluate(
        """(to) => new Promise((heard) => {
          addEventListener("message", heard);
          setInterval(() => parent.postMessage({ balk: 1 }, to), 50);
        })""",
        to,
    )
    return frame


def touches(view: wire.View) -> list[tuple[str, int]]:
    """In order of first touch, with the end states."""
    return [(field.key.partition("/")[2] or field.key, field.end) for field in view.touched]


async def known(pay: Pay, form: str = "order") -> wire.Form:
    """The form's newest definition, once its view has come."""
    found: wire.Form = await pay.collector.until(lambda c: c.views and c.forms[form])
    return found


async def test_fields_in_a_foreign_frame_stand_in_the_form_where_the_frame_does(page: Page, pay: Pay) -> None:
    await page.goto(pay.give())
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await card(page).locator("[name=number]").click()
    await page.keyboard.type("4242")
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await page.click("[name=note]")
    await page.keyboard.type("Soon")

    view = await pay.collector.until(lambda c: (v := c.view()) and len(v.touched) == 4 and v.touched[3].flags and v)

    assert keys(pay.collector.forms["order"]) == ["town text", "number text required", "holder text", "note text"]
    assert [field.label for field in pay.collector.forms["order"].fields] == [
        "Town",
        "Card number",
        "Name on it",
        "Note",
    ]
    assert touches(view) == [("town", 2), ("number", 2), ("holder", 2), ("note", 2)]
    assert [field.flags for field in view.touched] == [wire.CHANGED, 0, wire.CHANGED, wire.CHANGED]
    assert all(field.active_ms > 0 for field in view.touched)
    assert (view.blind_spots, view.last, view.outcome) == (0, 3, "")
    assert "4242" not in b"".join(pay.collector.bodies).decode()


async def test_a_secret_in_a_foreign_frame_is_told_as_it_stands_when_the_page_is_hidden(page: Page, pay: Pay) -> None:
    await page.goto(pay.give())
    await card(page).locator("[name=number]").click()
    await page.keyboard.type("4242")
    await pay.collector.until(lambda c: (v := c.view()) and touches(v) == [("number", 0)])
    frame = next(frame for frame in page.frames if frame.url.endswith("/card"))

    await frame.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )

    view = await pay.collector.until(lambda c: (v := c.view()) and touches(v)[0][1] and v)
    assert touches(view) == [("number", 2)]
    assert "4242" not in b"".join(pay.collector.bodies).decode()


async def test_a_frame_that_is_not_trusted_stays_a_blind_spot(page: Page, pay: Pay) -> None:
    pay.frames = "https://elsewhere.example " + pay.bank.url.replace("http:", "https:")
    await page.goto(pay.give())
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await page.click("[name=town]")
    await page.keyboard.type("Lima")

    view = await pay.collector.until(lambda c: (v := c.view("order")).touched and v)

    assert (touches(view), view.blind_spots) == ([("town", 2)], 1)
    assert keys(await known(pay)) == ["town text", "note text"]


async def test_a_frame_says_nothing_to_a_page_that_it_does_not_name(page: Page, pay: Pay) -> None:
    pay.page = pay.host.url.replace("127.0.0.1", "localhost")
    await page.add_init_script("window.heard = []; addEventListener('message', (event) => heard.push(event.data))")
    await page.goto(pay.give())
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await page.click("[name=town]")
    await page.keyboard.type("Lima")

    view = await pay.collector.until(lambda c: (v := c.view("order")).touched and v)

    assert (touches(view), view.blind_spots) == ([("town", 2)], 1)
    assert await page.evaluate("heard") == []


async def test_a_frame_says_only_that_it_is_there_before_the_page_listens(page: Page, pay: Pay) -> None:
    await page.add_init_script("window.heard = []; addEventListener('message', (event) => heard.push(event.data))")
    pay.attributes = 'data-consent="required"'
    await page.goto(pay.give())
    await page.wait_for_function("heard.length > 1")
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    heard = await page.evaluate("heard")

    await page.evaluate("balk('consent', true)")
    await page.wait_for_function("heard.some((said) => said.forms)")
    await card(page).locator("[name=number]").click()
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("a")
    view = await pay.collector.until(lambda c: (v := c.view("order")).touched and v)

    assert [said for said in heard if said != {"balk": 1}] == []
    assert ("holder", 2) in touches(view)


async def test_a_submit_inside_the_frame_is_an_attempt_of_the_form(page: Page, pay: Pay) -> None:
    pay.inside = INSIDE.replace("<form", "<form onsubmit=\"event.preventDefault();msg.textContent='Not a name'\"")
    await page.goto(pay.give())
    await card(page).locator("[name=number]").click()
    await page.keyboard.type("4242")
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await card(page).locator("button").click()

    view = await pay.collector.until(lambda c: (v := c.view("order")).failed and v)

    assert (view.attempts, view.failed, view.outcome, view.at_submit) == (1, 1, "failed", True)
    assert [(field.end, [error.message for error in field.errors]) for field in view.touched] == [
        (2, []),
        (3, ["Not a name"]),
    ]


async def test_a_frame_alone_is_a_form_of_its_own(page: Page, pay: Pay) -> None:
    pay.outside = "<!doctype html><h1>Pay</h1><iframe id=card src='%s' width=400 height=200></iframe>"
    await page.goto(pay.give())
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")

    view = await pay.collector.until(lambda c: (v := c.view("card")).touched and v)

    assert keys(pay.collector.forms["card"]) == ["number text required", "holder text"]
    assert (touches(view), view.blind_spots) == ([("holder", 2)], 0)


async def test_a_frame_that_loads_anew_goes_on_where_it_was(page: Page, pay: Pay) -> None:
    await page.goto(pay.give())
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await page.click("[name=town]")
    await card(page).locator("[name=holder]").click()
    await page.click("[name=town]")
    await pay.collector.until(lambda c: c.touched("order")[pay.bank.url[7:] + "/holder"].returns == 1)
    [frame] = [frame for frame in page.frames if frame.url.endswith("/card")]

    await frame.goto(frame.url)
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Bo")
    await card(page).locator("[name=number]").click()
    await card(page).locator("[name=holder]").click()
    await page.click("[name=town]")

    view = await pay.collector.until(
        lambda c: (v := c.view()) and len(v.touched) == 3 and v.touched[0].returns == 2 and v
    )
    assert [name for name, _ in touches(view)] == ["holder", "town", "number"]
    assert keys(pay.collector.forms["order"]) == ["town text", "number text required", "holder text", "note text"]


HOSTILE: dict[str, Any] = {
    "no object": "balk",
    "a list": [1],
    "another version": {"balk": 2, "forms": [{"key": "a", "fields": [{"key": "x"}]}]},
    "too many fields": {"balk": 1, "forms": [{"key": "a", "fields": [{"key": f"x{n}"} for n in range(101)]}]},
    "a long key": {"balk": 1, "forms": [{"key": "a", "fields": [{"key": "x" * 121}]}]},
    "a long label": {"balk": 1, "forms": [{"key": "a", "fields": [{"key": "x", "label": "x" * 161}]}]},
    "a key that is none": {"balk": 1, "forms": [{"key": "a", "fields": [{"key": {"toString": "x"}}]}]},
    "a type that is markup": {"balk": 1, "forms": [{"key": "a", "fields": [{"key": "x", "type": "<b>"}]}]},
    "too many forms": {"balk": 1, "forms": [{"key": f"a{n}", "fields": [{"key": "x"}]} for n in range(11)]},
    "fields that are no list": {"balk": 1, "forms": [{"key": "a", "fields": {"length": 1}}]},
    "figures below zero": {
        "balk": 1,
        "forms": [{"key": "a", "fields": [{"key": "x"}]}],
        "views": [{"id": "v", "form": "a", "touched": [["x", 2, -5]]}],
    },
    "figures without end": {
        "balk": 1,
        "forms": [{"key": "a", "fields": [{"key": "x"}]}],
        "views": [{"id": "v", "form": "a", "touched": [["x", 2, 1e300]]}],
    },
    "an outcome of its own": {
        "balk": 1,
        "forms": [{"key": "a", "fields": [{"key": "x"}]}],
        "views": [{"id": "v", "form": "a", "outcome": "bought"}],
    },
}


async def test_what_no_frame_says_is_refused(page: Page, pay: Pay) -> None:
    pay.inside = "<!doctype html><script>onmessage = null</script>"
    await page.goto(pay.give())
    frame = await listening(page, pay.host.url)

    for said in HOSTILE.values():
        await frame.evaluate("([said, to]) => parent.postMessage(said, to)", [said, pay.host.url])
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    view = await pay.collector.until(lambda c: (v := c.view("order")).touched and v)

    assert keys(await known(pay)) == ["town text", "note text"]
    assert (touches(view), view.blind_spots) == ([("town", 2)], 1)


async def test_names_of_prototypes_are_names_like_others(page: Page, pay: Pay) -> None:
    pay.inside = "<!doctype html>"
    await page.goto(pay.give())
    frame = await listening(page, pay.host.url)

    await frame.evaluate(
        """(to) => {
          const fields = ["__proto__", "constructor", "toString"].map((key) => ({ key, label: key, type: "text" }));
          const said = JSON.parse('{"__proto__": {"required": true}, "balk": 1}');
          const touched = fields.map(({ key }) => [key, 2, 5, 1, 1]);
          const view = { id: "v", form: "__proto__", touched, steps: [1, 0, 1, 1000, 1, 1, 1, 2] , last: 2 };
          parent.postMessage({ ...said, forms: [{ key: "__proto__", fields }], views: [view] }, to);
        }""",
        pay.host.url,
    )
    view = await pay.collector.until(lambda c: (v := c.view("order")) and len(v.touched) == 3 and v)

    assert keys(pay.collector.forms["order"]) == [
        "town text",
        "__proto__ text",
        "constructor text",
        "toString text",
        "note text",
    ]
    assert touches(view) == [("__proto__", 2), ("constructor", 2), ("toString", 2)]
    assert await page.evaluate("[{}.required, {}.balk]") == [None, None]


async def test_another_window_of_a_trusted_origin_is_no_frame(page: Page, pay: Pay) -> None:
    await page.goto(pay.give())
    said = {"balk": 1, "forms": [{"key": "a", "fields": [{"key": "x"}]}]}
    async with page.expect_popup() as opened:
        await page.evaluate("(url) => void open(url)", pay.bank.url + "/card")
    popup = await opened.value
    await popup.wait_for_load_state()

    await popup.evaluate("([said, to]) => opener.postMessage(said, to)", [said, pay.host.url])
    await page.bring_to_front()
    await page.click("[name=town]")
    await page.keyboard.type("Lima")
    await pay.collector.until(lambda c: c.view("order").touched)

    assert keys(await known(pay)) == ["town text", "number text required", "holder text", "note text"]


async def test_nothing_of_a_frame_that_the_owner_ignores(page: Page, pay: Pay) -> None:
    pay.outside = OUTSIDE.replace("<iframe", "<iframe data-balk-ignore")
    await page.goto(pay.give())
    await card(page).locator("[name=holder]").click()
    await page.keyboard.type("Ann")
    await page.click("[name=town]")
    await page.keyboard.type("Lima")

    view = await pay.collector.until(lambda c: (v := c.view("order")).touched and v)

    assert touches(view) == [("town", 2)]
