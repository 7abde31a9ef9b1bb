"""What the script costs a page: bytes, script time on the main thread at load and per 1,000 keystrokes, and bytes sent.

    python tests/bench/bench_script.py

Three pages in one run, by turns: without a script, with an empty input and keydown listener, with Balk.
"""

import asyncio
import gzip
import statistics
import sys
from pathlib import Path
from typing import Any

import brotli
from playwright.async_api import Browser, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from balk import assets
from browser.conftest import ARGUMENTS, Collector, PageHost, chromium

KEYS = 1_000
FIELDS = 30
ROUNDS = 3
FORM = (
    "<form id=long>"
    + "".join(f"<p><label>Field {n} <input name=field{n}></label></p>" for n in range(FIELDS))
    + "</form>"
)
EMPTY = "<script>for (const type of ['input', 'keydown']) document.addEventListener(type, () => {}, true)</script>"


async def script_ms(cdp: Any) -> float:
    """Time that scripts have run on the page's main thread so far (drawing, which varies by far more, left out)."""
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return 1_000 * float(next(metric["value"] for metric in metrics if metric["name"] == "ScriptDuration"))


async def one_page(browser: Browser, url: str) -> tuple[float, float]:
    """Milliseconds at load, and for typing KEYS keystrokes into FIELDS fields."""
    context = await browser.new_context()
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    await page.goto(url, wait_until="load")
    await asyncio.sleep(1.0)
    load = await script_ms(cdp)
    for number in range(FIELDS):
        await page.click(f"[name=field{number}]")
        await page.keyboard.type("abcdefghij klmnopqrstu vwxyz 1234567"[: KEYS // FIELDS + 1])
    typing = await script_ms(cdp) - load
    await page.close()
    await asyncio.sleep(0.5)
    await context.close()
    return load, typing


async def measure() -> None:
    collector = Collector()
    host = PageHost(collector.tag)
    pages = {
        "without a script": host.give(f"{FORM}<!--{{{{balk}}}}-->", "/none"),
        "empty listener": host.give(f"{FORM}{EMPTY}<!--{{{{balk}}}}-->", "/empty"),
        "Balk": host.give(FORM, "/balk"),
    }
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    uploads = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        await one_page(browser, pages["without a script"])
        for _ in range(ROUNDS):
            for name, url in pages.items():
                collector.reset()
                results[name].append(await one_page(browser, url))
                if name == "Balk":
                    uploads.append([len(body) for body in collector.bodies])
        await browser.close()
    host.close()
    collector.close()

    code = (assets.widget() / "capture.js").read_bytes()
    print(f"capture.js: {len(code)} bytes, gzip {len(gzip.compress(code, 9))}, brotli {len(brotli.compress(code))}")
    print(f"{'page':<20}{'load ms':>10}{'ms per 1,000 keys':>20}")
    for name, times in results.items():
        load, typing = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:<20}{load:>10.1f}{typing * 1_000 / (FIELDS * (KEYS // FIELDS + 1)):>20.1f}")
    print(f"sent for {FIELDS} fields and {KEYS} keystrokes: {[sum(sizes) for sizes in uploads]} bytes in {uploads}")


if __name__ == "__main__":
    asyncio.run(measure())
