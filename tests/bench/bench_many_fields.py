"""The longest script on a page with 200 fields: at load, as the form is described, and at each of several changes.

    python tests/bench/bench_many_fields.py

In a form, and without one, where fields are grouped by their submit control; the bare page beside each. Chromium calls
50 ms a long task. The time is the main thread's own, as the DevTools' trace has it; the first pages only warm up.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from browser.conftest import Collector, PageHost
from browser.programs import ARGUMENTS, chromium

FIELDS = 200
ROUNDS = 3
KINDS = (
    '<p><label for="f{n}">Field {n}</label><input id="f{n}" name="field{n}"></p>',
    '<p><label>Choice {n} <select name="choice{n}"><option>A<option>B</select></label></p>',
    '<div><label><input type="checkbox" name="tick{n}"> Tick {n}</label></div>',
    '<fieldset><legend>One of {n}</legend><label><input type="radio" name="one{n}"> A</label></fieldset>',
    '<div><span>Widget {n}</span><div role="combobox" tabindex="0" aria-expanded="false">Choose</div></div>',
)
MARKUP = "".join(KINDS[n % len(KINDS)].replace("{n}", str(n)) for n in range(FIELDS)) + "<button>Send</button>"
PAGES = {"in a form": f"<form id=long>{MARKUP}</form>", "without a form": f"<div id=long>{MARKUP}</div>"}
ADD = "document.getElementById('long').append(Object.assign(document.createElement('input'), { name: 'late' }))"


async def longest_task(browser: Browser, url: str) -> float:
    """Milliseconds of processor time of the longest script on the page's main thread."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    events: list[dict[str, Any]] = []  # as DevTools' trace has them
    complete = asyncio.Event()
    devtools.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    devtools.on("Tracing.tracingComplete", lambda _: complete.set())
    await devtools.send("Tracing.start", {"categories": "toplevel,devtools.timeline", "transferMode": "ReportEvents"})
    await page.goto(url, wait_until="load")
    await asyncio.sleep(2.5)
    await page.click("[name=field0]")
    await page.keyboard.type("abc")
    for _ in range(3):
        await page.evaluate(ADD)
        await asyncio.sleep(0.5)
    await devtools.send("Tracing.end")
    await complete.wait()
    await context.close()
    calls = ("FunctionCall", "EvaluateScript", "FireIdleCallback", "TimerFire", "RunMicrotasks")
    return max((event.get("tdur", 0) / 1_000 for event in events if event["name"] in calls), default=0.0)


async def measure() -> dict[str, list[float]]:
    """Longest scripted tasks by page, a round each."""
    collector = Collector()
    host = PageHost(collector.tag)
    urls = {name: host.give(html, f"/{place}") for place, (name, html) in enumerate(PAGES.items())}
    urls |= {
        f"{name}, without Balk": host.give(html + "<!--{{balk}}-->", f"/bare{place}")
        for place, (name, html) in enumerate(PAGES.items())
    }
    longest: dict[str, list[float]] = {name: [] for name in urls}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for turn in range(ROUNDS + 1):
            for name, url in urls.items():
                time = await longest_task(browser, url)
                if turn:
                    longest[name].append(time)
        await browser.close()
    host.close()
    collector.close()
    return longest


if __name__ == "__main__":
    for name, times in asyncio.run(measure()).items():
        print(json.dumps({"page": name, "fields": FIELDS, "longest_ms": sorted(times)}))
