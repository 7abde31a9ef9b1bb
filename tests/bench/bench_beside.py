"""What the script costs a page beside what others cost it: posthog-js and rrweb, in one run on one machine.

    (cd tests/bench && npm ci)
    python tests/bench/bench_beside.py

The design's goals are milliseconds, set where the same others were measured, on a machine that may be faster than this
one: at load 5 where PostHog took 77; per 1,000 keys 50 where rrweb took 78 and an empty listener 10. Each ratio of this
run is printed with the one that the goals give. Times are those of bench_script.py.
"""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bench_script import EMPTY, FIELDS, FORM, KEYS, medians, one_load
from browser.conftest import Collector, PageHost
from browser.programs import ARGUMENTS, chromium

LOADS = 9
ROUNDS = 5
PACKAGES = Path(__file__).parent / "node_modules"
POSTHOG = (
    "<script src=/posthog.js></script><script>posthog.init('key', "
    "{ api_host: location.origin, autocapture: true, opt_out_useragent_filter: true })</script>"
)
RRWEB = (
    "<script src=/rrweb.js></script><script>const events = [];"
    "rrweb.record({ emit(event) { events.push(JSON.stringify(event)) } })</script>"
)
GOALS_AT_LOAD = {"posthog-js": 5 / 77}
GOALS_PER_KEYS = {"rrweb": 50 / 78, "empty listener": 50 / 10}


async def measure() -> None:
    collector = Collector()
    host = PageHost(collector.tag)
    for path, file in (("/posthog.js", "posthog-js/dist/array.js"), ("/rrweb.js", "rrweb/umd/rrweb.min.js")):
        host.given[path] = (200, (PACKAGES / file).read_text("utf-8"), {"Content-Type": "text/javascript"})
    alone = "<!--{{balk}}-->"
    pages = {
        "without a script": host.give(FORM + alone, "/none"),
        "empty listener": host.give(FORM + EMPTY + alone, "/empty"),
        "posthog-js": host.give(POSTHOG + FORM + alone, "/posthog"),
        "rrweb": host.give(RRWEB + FORM + alone, "/rrweb"),
        "Balk": host.give(FORM, "/balk"),
    }
    loads: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages}
    typed: dict[str, list[tuple[float, ...]]] = {name: [] for name in pages}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        await one_load(browser, pages["without a script"], typing=True)
        for rounds, times, typing in ((LOADS, loads, False), (ROUNDS, typed, True)):
            for _ in range(rounds):
                for name, url in pages.items():
                    times[name].append(await one_load(browser, url, typing=typing))
        await browser.close()
    host.close()
    collector.close()

    keys = FIELDS * (KEYS // FIELDS + 1)
    at_load = {name: medians(times)[0] for name, times in loads.items()}
    per_keys = {name: medians(times)[1] * 1_000 / keys for name, times in typed.items()}
    for what, cost, goals in (("at load", at_load, GOALS_AT_LOAD), ("per 1,000 keys", per_keys, GOALS_PER_KEYS)):
        over = {name: ms - cost["without a script"] for name, ms in cost.items()}
        print(f"ms {what} over no script: {', '.join(f'{name} {ms:.1f}' for name, ms in over.items())}")
        for name, goal in goals.items():
            print(f"Balk {what} beside {name}: {over['Balk'] / over[name]:.3f} (the goals give {goal:.3f})")


if __name__ == "__main__":
    asyncio.run(measure())
