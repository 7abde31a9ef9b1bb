"""Pages as they are painted: nothing scrolls sideways, every text can be read, wide and narrow, light and dark."""

from typing import Literal

import pytest
from playwright.async_api import Page

from admin.sample import a_report, an_answer
from admin.test_pages import HOSTILE, REPORTS, SESSION, every_string, reader, report_page, responses_page
from balk.admin.look import page, stylesheet
from balk.reasons.tags import TAGS
from balk.report.shape import ReasonCount

__all__ = ["reader"]

PAGES = {
    "report": report_page(REPORTS["full"], [an_answer()]),
    "one person": report_page(REPORTS["one person"], [an_answer()]),
    "forty fields": report_page(REPORTS["forty fields"]),
    "hostile": report_page(every_string(REPORTS["full"], "W" * 160), [every_string(an_answer(), HOSTILE[-1])]),
    "responses": responses_page([an_answer(), an_answer("W" * 1000)]),
    "log-in": page("login.html", email="", target="/", problem="These don’t belong together.").content,
    "account": page("account.html", session=SESSION, site=None, here="account", problem="").content,
}

TOO_FAINT = """() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
        context.clearRect(0, 0, 1, 1); context.fillStyle = colour; context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const ground = (element) => {
        for (; element; element = element.parentElement) {
            const colour = rgba(getComputedStyle(element).backgroundColor);
            if (colour[3] === 255) return colour;
        }
        return [255, 255, 255];
    };
    const faint = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !element.getClientRects().length || element.closest('svg')) continue;
        const [one, two] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
        const ratio = (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
        if (ratio < 4.5) faint.add(`${element.className || element.localName} ${ratio.toFixed(1)}`);
        if (parseFloat(getComputedStyle(element).fontSize) < 13) faint.add(`${element.className} is small`);
    }
    return [...faint];
}"""


async def paint(reader: Page, html: str, width: int) -> None:
    """Show a page with its stylesheet at that width."""
    file, text = stylesheet()
    html = html.replace(f'<link rel="stylesheet" href="/static/{file}">', f"<style>{text.decode()}</style>")
    await reader.set_viewport_size({"width": width, "height": 900})
    await reader.set_content(html)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [1280, 390])
async def test_a_page_fits_and_can_be_read(reader: Page, name: str, width: int) -> None:
    await paint(reader, PAGES[name], width)
    schemes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for scheme in schemes:
        await reader.emulate_media(color_scheme=scheme)
        assert await reader.evaluate("document.documentElement.scrollWidth") == width
        assert await reader.evaluate(TOO_FAINT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_table_that_goes_on_to_the_right_shows_it_until_its_end(
    reader: Page, scheme: Literal["light", "dark"]
) -> None:
    await reader.emulate_media(color_scheme=scheme)
    await paint(reader, PAGES["report"].replace("</head>", "<style>td, th { visibility: hidden }</style></head>"), 390)
    table = reader.get_by_role("region", name="The table of fields")

    beginning = await right_edge(reader)
    await table.evaluate("it => it.scrollTo(it.scrollWidth, 0)")
    end = await right_edge(reader)

    assert beginning != end
    assert await reader.get_by_text("The table goes on to the right").is_visible()
    await reader.set_viewport_size({"width": 1280, "height": 900})
    assert await right_edge(reader) == await right_edge(reader, inside=100)
    assert await reader.get_by_text("The table goes on to the right").is_hidden()


async def right_edge(reader: Page, inside: int = 0) -> bytes:
    """A picture of the table's right edge, or of a strip that far inside, where nothing is written."""
    box = await reader.locator(".scroll:has(.fields)").bounding_box()
    assert box is not None
    clip = {"x": box["x"] + box["width"] - 6 - inside, "y": box["y"] + 4, "width": 5, "height": 20}
    return await reader.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]  # a FloatRect by its keys


BROKEN_WORDS = """selector => {
    const broken = [];
    for (const element of document.querySelectorAll(selector)) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode())
            for (const word of walker.currentNode.data.matchAll(/\\p{L}+/gu)) {
                const range = document.createRange();
                range.setStart(walker.currentNode, word.index);
                range.setEnd(walker.currentNode, word.index + word[0].length);
                if (new Set([...range.getClientRects()].map(rect => rect.top)).size > 1) broken.push(word[0]);
            }
    }
    return broken;
}"""


@pytest.mark.parametrize("width", [1280, 390, 320])
async def test_no_reason_breaks_within_a_word(reader: Page, width: int) -> None:
    reasons = [ReasonCount(name, 9, 3) for name in TAGS]
    await paint(reader, report_page(a_report(reasons=reasons)), width)
    assert await reader.evaluate(BROKEN_WORDS, ".fly") == []
