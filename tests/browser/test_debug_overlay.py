"""`data-debug`: a panel over the page that shows what is recorded, field by field, and why something is not."""

from typing import Any

from playwright.async_api import Page, expect

from browser.conftest import Collector, PageHost

FORM = """<!doctype html><title>Join</title><form id=join onsubmit="event.preventDefault();
  msg.textContent='Not an address';mail.setAttribute('aria-invalid','true')"><h1>Join</h1>
<label>Your name <input name=name required></label>
<label>E-mail <input name=mail id=mail aria-describedby=msg></label><span id=msg class=error></span>
<label>Password <input name=secret type=password></label>
%s<button>Go</button></form>"""
UNSEEN = """<div id=box style="display:none"><input name=nowhere></div><input name=faint style="opacity:0">
<div style="position:absolute;left:-9999px"><input name=away></div><input name=off disabled>
<input name=not data-balk-ignore><iframe src="http://localhost:1/" title=Card></iframe>
<div style="height:3000px"></div><label>Far <input name=far></label>"""
ROWS = """() => [...document.querySelector("balk-debug").shadowRoot.querySelectorAll(%r)].map((row) =>
  [...row.querySelectorAll(".key, .end, .about, .figures, .errors, .what")]
    .map((part) => part.textContent).filter(Boolean))"""


async def rows(page: Page, part: str = ".form li") -> list[list[str]]:
    """The texts of the panel's rows."""
    found: list[list[str]] = await page.evaluate(ROWS % part)
    return found


async def until_says(page: Page, text: str, part: str = ".panel") -> None:
    """Waits for a text in the panel."""
    await expect(page.locator(f"balk-debug {part}").first).to_contain_text(text, timeout=15_000)


async def test_the_panel_shows_fields_live_and_never_a_value(page: Page, host: PageHost) -> None:
    await page.goto(host.give(FORM % "", attributes="data-debug"))
    await until_says(page, "seen", "h3")
    await page.click("[name=name]")
    await page.keyboard.type("xyzzy")
    await page.click("[name=mail]")
    await page.keyboard.type("xyzzy")
    await page.click("form button")
    await until_says(page, "attempt failed", "h3")
    await until_says(page, "204, on the server's disk")

    told = await rows(page)

    assert [[*row[:2], row[2]] for row in told] == [
        ["name", "filled", "“Your name” · text · required"],
        ["mail", "invalid", "“E-mail” · text"],
        ["secret", "not touched", "“Password” · password · secret: focus and errors only"],
    ]
    assert [told[0][3].split(" · ")[1].endswith("to the first change"), told[1][4]] == [True, "Not an address"]
    assert "1 attempt, 1 failed" in await page.locator("balk-debug .form .about").first.inner_text()
    assert "xyzzy" not in await page.locator("balk-debug .panel").inner_text()


async def test_the_panel_says_why_something_is_not_seen(page: Page, host: PageHost) -> None:
    await page.goto(host.give(UNSEEN, attributes="data-debug"))
    await until_says(page, "not yet half in sight", ".unseen")

    assert await rows(page, ".unseen li") == [
        ["input nowhere", "hidden: display: none on <div box> around it"],
        ["input faint", "hidden: opacity: 0"],
        ["input away", "hidden: moved off the page"],
        ["input off", "disabled"],
        ["input not", "data-balk-ignore"],
        ["input far", "not yet half in sight for a second"],
        ["iframe Card", "blind spot: a frame of http://localhost:1. With frame.js in it, name it in data-frames"],
    ]


async def test_the_panel_says_that_consent_is_missing(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM % "", attributes='data-debug data-consent="required"'))
    await until_says(page, "No consent is given")

    await page.evaluate("balk('consent', true)")
    await until_says(page, "Recording 1 form, 3 fields", ".state")
    await page.evaluate("balk('consent', false)")

    await until_says(page, "Not recording", ".state")
    assert (collector.bodies, collector.refused) == ([], [])


async def test_with_global_privacy_control_the_panel_says_so_and_nothing_is_sent(
    page: Page, host: PageHost, collector: Collector
) -> None:
    await page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")
    await page.goto(host.give(FORM % "", attributes="data-debug"))
    await until_says(page, "Global Privacy Control")

    await page.click("[name=name]")
    await page.keyboard.type("Ann")
    await page.goto("about:blank")

    assert (collector.bodies, collector.refused) == ([], [])


async def test_the_panel_says_that_the_server_refuses_this_origin(
    page: Page, host: PageHost, collector: Collector
) -> None:
    collector.answers = [403]
    await page.goto(host.give(FORM % "", attributes="data-debug"))
    await page.click("[name=name]")
    await page.keyboard.type("Ann")

    await until_says(page, f"403, refused: {host.url} is no origin of this site")
    await until_says(page, "Not recording", ".state")
    assert (len(collector.bodies), collector.batches) == (1, [])


async def test_the_panel_stands_under_a_strict_policy(page: Page, host: PageHost, collector: Collector) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    policy = f"default-src 'none'; script-src {collector.url}; connect-src {collector.url}; "
    await page.goto(
        host.give(
            FORM.replace(' onsubmit="event.preventDefault();\n', ' data-was="') % "",
            headers={"Content-Security-Policy": policy + "require-trusted-types-for 'script'"},
            attributes="data-debug",
        )
    )
    await until_says(page, "seen", "h3")

    box = await page.locator("balk-debug .panel").bounding_box()
    assert box is not None
    assert box["width"] == 408
    assert [text for text in complaints if "favicon" not in text and "404" not in text] == []


async def test_the_panel_is_no_part_of_what_is_recorded(page: Page, host: PageHost, collector: Collector) -> None:
    await page.goto(host.give(FORM % "", attributes="data-debug"))
    await until_says(page, "seen", "h3")
    await page.click("[name=name]")
    for button in (".keys", ".move", ".fold", ".fold"):
        await page.click(f"balk-debug {button}")
    focused = await page.evaluate("document.activeElement.name")
    await page.keyboard.type("Ann")
    await page.click("[name=mail]")

    view = await collector.until(lambda c: (v := c.view("join")) and len(v.touched) == 2 and v)

    assert focused == "name"
    assert [(field.key, field.returns) for field in view.touched] == [("name", 0), ("mail", 0)]
    assert (view.attempts, list(collector.forms)) == (0, ["join"])


async def test_the_panel_is_worked_by_keyboard(page: Page, host: PageHost) -> None:
    await page.goto(host.give(FORM % "", attributes="data-debug"))
    await until_says(page, "seen", "h3")
    await page.focus("form button")
    found: list[Any] = []
    for _ in range(2):
        await page.keyboard.press("Tab")
        found.append(await page.evaluate("document.activeElement.shadowRoot?.activeElement?.className"))

    await page.focus("balk-debug .move")
    await page.keyboard.press("Enter")
    await page.focus("balk-debug .fold")
    await page.keyboard.press("Space")

    panel = page.locator("balk-debug .panel")
    assert found == ["move", "fold"]
    assert (await panel.get_attribute("data-at"), await panel.get_attribute("class")) == ("top end", "panel shut")
    assert await page.get_attribute("balk-debug .fold", "aria-expanded") == "false"


async def test_nothing_of_it_is_fetched_without_the_attribute(page: Page, host: PageHost, collector: Collector) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    await page.goto(host.give(FORM % ""))
    await page.click("[name=name]")
    await page.keyboard.type("Ann")
    await collector.until(lambda c: c.view("join").touched)

    assert sorted({name for name in asked if name.endswith(".js")} - {"follow.js", "form.js"}) == ["testkey.js"]
