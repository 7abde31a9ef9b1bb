"""How the prompt behaves on somebody else's page: a guest that takes no focus, covers no field and harms nothing."""

from typing import Any

import brotli
import pytest
from playwright.async_api import Browser, Page, expect

from balk import assets
from browser.prompting import FORM, focused, open_form, open_prompt, prompt, touch_phone

STRICT = (
    "default-src 'none'; script-src {balk} 'unsafe-eval'; connect-src {balk}; style-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""'unsafe-eval' is for the test's own questions to the page; Trusted Types refuse what it would let through."""


async def test_the_caret_stays_in_the_field_and_typing_goes_on_there(page: Page, host: Any, collector: Any) -> None:
    await open_prompt(page, host, collector)
    await page.keyboard.type("0170")

    assert (await focused(page), await page.input_value("[name=phone]")) == ("phone", "0170")


async def test_it_is_a_labelled_dialog_that_names_the_field(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)

    await expect(shown).to_match_aria_snapshot(
        """
        - dialog "What stopped you?":
          - paragraph: "About: Phone number"
          - heading "What stopped you?" [level=2]
          - group "One answer":
            - radio "I’d rather not give this"
            - radio "It won’t take what I enter"
            - radio "I don’t know what to enter"
            - radio "I’m not ready yet"
          - text: In your own words
          - textbox "In your own words"
          - paragraph: Please no names, numbers or addresses.
          - paragraph:
            - button "Send"
            - button "Not now"
          - button "Close the question"
        """
    )
    assert await shown.get_by_role("textbox").get_attribute("maxlength") == "1000"


async def test_it_is_announced_politely(page: Page, host: Any, collector: Any) -> None:
    await open_prompt(page, host, collector)
    await page.clock.run_for(200)

    await expect(page.get_by_role("status")).to_have_text("A question at the end of the page: What stopped you?")


async def test_it_is_reached_by_tab_after_the_page_answered_by_arrows_and_sent_by_enter(
    page: Page, host: Any, collector: Any
) -> None:
    await open_prompt(page, host, collector)
    for key in ("Tab", "Tab", "Space", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    [answer] = await collector.until(
        lambda sent: [a for b in sent.batches for a in b.answers if a.choices == ["refused"]][-1:]
    )

    await expect(page.locator("balk-prompt").get_by_text("Thank you").last).to_be_visible()
    assert (answer.field, await focused(page), page.url) == ("phone", "button", f"{host.url}/signup")


@pytest.mark.parametrize(
    ("button", "key"), [("Not now", "Enter"), ("Not now", "Space"), ("Close the question", "Enter")]
)
async def test_a_key_that_closes_it_does_not_press_the_button_that_gets_the_focus_back(
    page: Page, host: Any, collector: Any, button: str, key: str
) -> None:
    shown = await open_prompt(page, host, collector)
    await page.evaluate("document.querySelector('#signup').addEventListener('submit', () => { submitted = true })")
    await page.focus("#signup button")
    await shown.get_by_role("button", name=button).focus()
    await page.keyboard.press(key)
    await expect(shown).to_have_count(0)

    assert (await focused(page), await page.evaluate("typeof submitted")) == ("button", "undefined")


async def test_escape_closes_it_from_inside_only(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await page.keyboard.press("Escape")
    await expect(shown).to_be_visible()
    await shown.get_by_role("textbox").focus()
    await page.keyboard.press("Escape")

    await expect(shown).to_have_count(0)
    assert await focused(page) == "phone"


@pytest.mark.parametrize("button", ["Not now", "Close the question"])
async def test_its_buttons_close_it_and_leave_the_caret_in_the_field(
    page: Page, host: Any, collector: Any, button: str
) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("button", name=button).click()

    await expect(shown).to_have_count(0)
    assert await focused(page) == "phone"


async def test_after_send_it_thanks_for_two_seconds_and_is_gone(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’m not ready yet").check()
    await shown.get_by_role("button", name="Send").click()
    await expect(page.locator("balk-prompt").get_by_role("status")).to_have_text("Thank you")
    await page.clock.run_for(2_100)

    await expect(page.locator("balk-prompt")).to_have_count(0)
    assert await focused(page) == "phone"


async def test_send_without_an_answer_leads_to_the_choices(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("button", name="Send").click()

    await expect(shown.get_by_role("radio", name="I’d rather not give this")).to_be_focused()


async def test_it_moves_aside_from_the_field_that_gets_the_focus(page: Page, host: Any, collector: Any) -> None:
    corner = '<style>.c{position:fixed;right:60px;bottom:60px}</style><input name="corner" class="c">'
    shown = await open_prompt(page, host, collector, FORM + corner)
    await page.evaluate("document.querySelector('.c').focus()")
    await page.clock.run_for(100)
    card, field = await shown.bounding_box(), await page.locator(".c").bounding_box()

    assert card is not None
    assert field is not None
    assert card["x"] + card["width"] < field["x"]


async def test_what_is_typed_in_it_reaches_no_listener_of_the_page(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await page.evaluate(
        "heard = []; for (const type of ['keydown','keyup','input','click','mousedown','pointerdown','focusin'])"
        " document.addEventListener(type, () => heard.push(type))"
    )
    await shown.get_by_role("textbox").click()
    await page.keyboard.type("s/")

    assert (await page.evaluate("heard"), await shown.get_by_role("textbox").input_value()) == ([], "s/")


async def test_it_is_no_field_of_the_page(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await shown.get_by_role("radio", name="I’m not ready yet").check()
    await shown.get_by_role("textbox").fill("later")
    await shown.get_by_role("button", name="Send").click()
    await collector.until(lambda sent: sent.view("signup").answered)

    assert [form.key for form in collector.forms.values()] == ["signup"]
    assert list(collector.touched("signup")) == ["phone"]


async def test_it_works_under_a_strict_policy_with_trusted_types(page: Page, host: Any, collector: Any) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    policy = STRICT.format(balk=collector.url)
    shown = await open_prompt(page, host, collector, headers={"Content-Security-Policy": policy})
    await shown.get_by_role("radio", name="It won’t take").check()
    await shown.get_by_role("button", name="Send").click()
    await collector.until(lambda sent: [a for b in sent.batches for a in b.answers])

    assert [line for line in said if "favicon" not in line and "404" not in line] == []


async def test_a_hostile_style_sheet_does_not_spoil_it(page: Page, host: Any, collector: Any) -> None:
    await page.emulate_media(reduced_motion="reduce")
    shown = await open_prompt(page, host, collector)
    spared = await shown.bounding_box()
    await page.add_style_tag(
        content="html>*:not(body), div, section, h2, p, button, label, input { display: none !important;"
        " opacity: 0 !important; transform: scale(.1) !important; position: static !important;"
        " font: 90px serif !important; color: red !important;"
        " visibility: hidden !important; pointer-events: none !important; zoom: 3 !important; }"
    )

    assert await shown.bounding_box() == spared
    await shown.get_by_role("radio", name="I’m not ready yet").check()


async def test_on_a_phone_it_is_small_until_touched_and_its_targets_are_large(
    browser: Browser, host: Any, collector: Any
) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = await context.new_page()
    shown = await open_prompt(page, host, collector)
    small = await shown.bounding_box()
    await shown.get_by_role("heading").tap()
    heights = [await button.evaluate("b => b.offsetHeight") for button in await shown.get_by_role("button").all()]
    grown = await shown.bounding_box()
    await context.close()

    assert small is not None
    assert grown is not None
    assert (small["height"] <= 0.15 * 844, grown["height"] > 300, min(heights) >= 44) == (True, True, True)


async def test_nothing_scrolls_sideways_at_320_pixels(browser: Browser, host: Any, collector: Any) -> None:
    context = await browser.new_context(viewport={"width": 320, "height": 568}, reduced_motion="reduce")
    page = await context.new_page()
    shown = await open_prompt(page, host, collector)
    small = await shown.evaluate(
        "card => [card.scrollWidth - card.clientWidth, card.offsetWidth, card.offsetHeight <= 85]"
    )
    await shown.get_by_role("button", name="Answer").click()
    grown = await shown.evaluate("card => [card.scrollWidth - card.clientWidth, card.offsetWidth]")
    await context.close()

    assert (small, grown) == ([0, 320, True], [0, 320])


async def test_it_goes_by_itself_when_the_form_is_completed(page: Page, host: Any, collector: Any) -> None:
    shown = await open_prompt(page, host, collector)
    await page.evaluate("balk('success')")
    await page.clock.run_for(1_500)

    await expect(shown).to_have_count(0)


async def test_the_page_is_told_of_a_prompt_and_an_answer(page: Page, host: Any, collector: Any) -> None:
    await open_form(page, host, collector)
    await touch_phone(page)
    await page.evaluate(
        "told = []; for (const name of ['prompt', 'answer']) balk('on', name, of => told.push([name, of.field]))"
    )
    await page.evaluate("balk('ask')")
    await prompt(page).get_by_role("radio", name="I’m not ready yet").check()

    assert await page.evaluate("told") == [["prompt", "phone"], ["answer", "phone"]]


def test_its_code_is_at_most_8_kilobytes_of_brotli() -> None:
    assert len(brotli.compress((assets.widget() / "prompt.js").read_bytes())) <= 8 * 1024
