"""A vocabulary for tests of the prompt: a page with a form, a person in it, and the prompt that may show."""

from typing import Any

from playwright.async_api import Locator, Page

from balk import wire
from balk.prompts.standard import WHAT_STOPPED_YOU

PROMPT = wire.PromptSettings(
    name=WHAT_STOPPED_YOU.name,
    question=WHAT_STOPPED_YOU.question,
    choices=[wire.PromptChoice(id=choice.id, text=choice.text) for choice in WHAT_STOPPED_YOU.choices],
    hesitation_ms=WHAT_STOPPED_YOU.hesitation_ms,
)

FORM = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign up</title><h1>Sign up</h1>
<form id="signup"><p><label>Name <input name="name"></label></p><p><label>Phone number <input name="phone"></label></p>
<button>Create account</button></form>"""


MODULES_THERE = """async () => {
    const { src } = document.querySelector('script[src*="/s/"]')
    for (const name of ['form', 'follow']) await import(new URL(`${name}-built.js?testkey`, src)).catch(() => {})
}"""


async def open_form(page: Page, host: Any, collector: Any, html: str = FORM, **served: Any) -> None:
    """A page with the tag of a site that asks what stopped a person, seen for three seconds, in time of its own."""
    collector.prompts = [PROMPT]
    await page.clock.install()
    await page.goto(host.give(html, **served))
    await page.wait_for_function("window.balk && window.balk.started")
    await page.clock.run_for(3_000)


async def touch_phone(page: Page) -> None:
    """A press into the field Phone number, which gets the caret; what asks has come when it is over."""
    await page.click("[name=phone]")
    await page.evaluate(MODULES_THERE)


async def open_prompt(page: Page, host: Any, collector: Any, html: str = FORM, **served: Any) -> Locator:
    """The prompt, shown after a person hesitated at Phone number."""
    await open_form(page, host, collector, html, **served)
    await touch_phone(page)
    await page.clock.run_for(21_000)
    await prompt(page).wait_for()
    return prompt(page)


async def leave_upwards(page: Page) -> None:
    """The pointer goes up, out of the page."""
    await page.mouse.move(300, 40)
    await page.mouse.move(300, -10)


def prompt(page: Page) -> Locator:
    """The prompt, whether it shows or not."""
    return page.get_by_role("dialog", name="What stopped you?")


async def focused(page: Page) -> str:
    """The name of the page's field that has the caret, or the tag that has the focus."""
    name: str = await page.evaluate("document.activeElement.name || document.activeElement.localName")
    return name


def prompt_fetches(page: Page) -> list[str]:
    """Grows by the address of each prompt module that the page fetches from now on."""
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/prompt" in request.url else None)
    return fetched
