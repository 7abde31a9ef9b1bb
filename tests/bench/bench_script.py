"""What the script costs a page: bytes, script time on the main thread at load and per 1,000 keystrokes, and bytes sent.

    python tests/bench/bench_script.py

Pages by turns in one run, medians of each: without a script, with an empty input and keydown listener, with an inline
script of Balk's size, with Balk. `load` is until half a second after the load event, `seen` half a second after the
first second in sight, when the form is described; the rest of a task is drawing, layout and the browser's own work.
`touch` is the first press and key, which fetch what judges, until a second after them; the 1,000 keys that follow are
typed into all fields, each entered by a press.

All times are processor time of the page's main thread, which other programs do not lengthen. What a listener costs is
mostly the browser's own, and differs from machine to machine: Balk's keys are also given in empty listeners.
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
from browser.conftest import Collector, PageHost
from browser.programs import ARGUMENTS, chromium

KEYS = 1_000
FIELDS = 30
LOADS = 9
ROUNDS = 5
FORM = (
    "<form id=long>"
    + "".join(f"<p><label>Field {n} <input name=field{n}></label></p>" for n in range(FIELDS))
    + "<p><button>Send</button></p></form>"
)
EMPTY = "<script>for (const type of ['input', 'keydown']) document.addEventListener(type, () => {}, true)</script>"


SAME_SIZE = (
    "<script>(() => { let sum = 0;"
    + "".join(f"const f{n} = (x) => {{ sum += x * {n}; return sum + '{'x' * 90}' }};" for n in range(140))
    + "})()</script>"
)


async def script_ms(cdp: Any) -> tuple[float, float]:
    """Time on the page's main thread so far: of scripts, and of all tasks."""
    metrics = {metric["name"]: metric["value"] for metric in (await cdp.send("Performance.getMetrics"))["metrics"]}
    return 1_000 * metrics["ScriptDuration"], 1_000 * metrics["TaskDuration"]


async def one_load(browser: Browser, url: str, *, typing: bool) -> tuple[float, ...]:
    """Milliseconds of scripts and of tasks at load, and once the form was seen; or of scripts at the first touch, and
    while typing."""
    context = await browser.new_context()
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(url, wait_until="load")
    await asyncio.sleep(0.5)
    load = await script_ms(cdp)
    await asyncio.sleep(1.0)
    seen = await script_ms(cdp)
    if typing:
        await page.click("[name=field0]")
        await page.keyboard.type("a")
        await asyncio.sleep(1.0)
        touched = await script_ms(cdp)
        for number in range(FIELDS):
            await page.click(f"[name=field{number}]")
            await page.keyboard.type("abcdefghij klmnopqrstu vwxyz 1234567"[: KEYS // FIELDS + 1])
        typed = await script_ms(cdp)
        times: tuple[float, ...] = (touched[0] - seen[0], typed[0] - touched[0])
    else:
        times = (*load, *seen)
    await page.close()
    await asyncio.sleep(0.2)
    await context.close()
    return times


def medians(rounds: list[tuple[float, ...]]) -> list[float]:
    """The median of each column."""
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


async def measure() -> None:
    collector = Collector()
    host = PageHost(collector.tag)
    pages = {
        "without a script": host.give(f"{FORM}<!--{{{{balk}}}}-->", "/none"),
        "empty listener": host.give(f"{FORM}{EMPTY}<!--{{{{balk}}}}-->", "/empty"),
        "script of its size": host.give(f"{FORM}{SAME_SIZE}<!--{{{{balk}}}}-->", "/same"),
        "Balk": host.give(FORM, "/balk"),
    }
    loads: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages}
    typed: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages if name != "script of its size"}
    uploads = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        await one_load(browser, pages["without a script"], typing=True)
        for _ in range(LOADS):
            for name in loads:
                loads[name].append(await one_load(browser, pages[name], typing=False))
        for _ in range(ROUNDS):
            for name in typed:
                collector.reset()
                typed[name].append(await one_load(browser, pages[name], typing=True))
                if name == "Balk":
                    uploads.append([len(body) for body in collector.bodies])
        await browser.close()
    host.close()
    collector.close()

    code = (assets.widget() / "capture.js").read_bytes()
    print(f"capture.js: {len(code)} bytes, gzip {len(gzip.compress(code, 9))}, brotli {len(brotli.compress(code))}")
    print(f"medians of {LOADS} loads, ms{'load':>12}{'tasks':>10}{'seen':>10}{'tasks':>10}")
    for name, times in loads.items():
        print(f"{name:<24}" + "".join(f"{time:>10.1f}" for time in medians(times)))
    keys = FIELDS * (KEYS // FIELDS + 1)
    touch = {name: medians(times)[0] for name, times in typed.items()}
    per_thousand = {name: medians(times)[1] * 1_000 / keys for name, times in typed.items()}
    for what, by_page in (("at the first touch", touch), ("per 1,000 keys", per_thousand)):
        print(f"medians of {ROUNDS} rounds, ms {what}: {', '.join(f'{n} {t:.1f}' for n, t in by_page.items())}")
    for beside in ("without a script", "empty listener"):
        print(f"Balk over {beside}: {per_thousand['Balk'] - per_thousand[beside]:.1f} ms per 1,000 keys")
    nothing = per_thousand["without a script"]
    as_many = (per_thousand["Balk"] - nothing) / (per_thousand["empty listener"] - nothing)
    print(f"as much as {as_many:.1f} empty listeners")
    print(f"sent for {FIELDS} fields and {keys} keystrokes: {[sum(sizes) for sizes in uploads]} bytes in {uploads}")


if __name__ == "__main__":
    asyncio.run(measure())
