"""Every page of tests/pages, driven in real Chromium: what arrives is what the page's truth says, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from browser.conftest import launched
from browser.driver import needs_window
from browser.play import Played, play
from browser.programs import chromium
from browser.tally import Tally, count, moved
from browser.truth import Case, cases
from told import tell

AT_ONCE = 4
CASES, UNREADABLE = cases()
PAIRS = [case.name.removesuffix(".before") for case in CASES if case.name.endswith(".before")]


class Playing:
    """All the pages that this run asks for, several at once; each test waits for its own."""

    def __init__(self, browser: Browser, whole: Browser, fence: Page, wanted: list[Case]) -> None:
        self.room = asyncio.Semaphore(AT_ONCE)
        self.browser, self.whole, self.fence = browser, whole, fence
        self.unsteady: list[str] = []
        self.tasks = {case.name: asyncio.create_task(self.play(case)) for case in wanted}

    async def play(self, case: Case) -> Played:
        """Again where it came out wrong, twice at most: Chromium ends a tab whose `pagehide` takes over half a second,
        as on a busy machine, and three presses may take more than a second there. The summary names such pages."""
        browser = self.whole if needs_window(case.truth.do) else self.browser
        async with self.room:
            played = await play(browser, case, self.fence)
            for _ in range(2):
                if not played.wrong:
                    break
                played = await play(browser, case, self.fence)
                if not played.wrong:
                    self.unsteady.append(case.name)
            return played

    def tally(self) -> Tally:
        done = [task for task in self.tasks.values() if task.done() and not task.cancelled() and not task.exception()]
        return count(task.result() for task in done)


@pytest_asyncio.fixture(scope="session")
async def playing(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Playing]:
    """The pages of this run's tests, under way."""
    asked = " ".join(item.nodeid for item in request.session.items)
    names = {case.name for case in CASES if f"[{case.name}]" in asked}
    names |= {f"{pair}.{time}" for pair in PAIRS if f"[{pair}]" in asked for time in ("before", "after")}
    wanted = [case for case in CASES if case.name in names]
    async with AsyncExitStack() as stack:
        windowed = any(needs_window(case.truth.do) for case in wanted)
        whole = await stack.enter_async_context(launched(chromium())) if windowed else browser
        playing = Playing(browser, whole, await browser.new_page(), wanted)
        yield playing
        unsteady = [f"not right the first time: {name}" for name in playing.unsteady]
        tell(request.config, "tests/pages", [*playing.tally().lines(), *unsteady])
        for task in playing.tasks.values():
            task.cancel()
        await asyncio.gather(*playing.tasks.values(), return_exceptions=True)
        await playing.fence.context.close()


def parameters() -> list[object]:
    """A test a page. One that is known to come out wrong must do so: it is counted wrong in the tally all the same."""
    return [
        pytest.param(
            case.name,
            id=case.name,
            marks=[pytest.mark.xfail(reason=case.truth.known, strict=True)] if case.truth.known else [],
        )
        for case in CASES
    ]


def test_every_page_begins_with_its_truth() -> None:
    assert UNREADABLE == []


@pytest.mark.parametrize("name", parameters())
async def test_a_page_comes_out_as_its_truth_says(playing: Playing, name: str) -> None:
    played = await playing.tasks[name]
    assert played.wrong == [], "\n".join([played.case.truth.says, *played.wrong])


@pytest.mark.parametrize("pair", PAIRS, ids=PAIRS)
async def test_keys_outlive_a_deployment(playing: Playing, pair: str) -> None:
    before, after = await playing.tasks[f"{pair}.before"], await playing.tasks[f"{pair}.after"]
    assert moved(before, after) == ([], []), after.case.truth.says


async def test_the_goals_are_met_over_all_pages(playing: Playing) -> None:
    if len(playing.tasks) < len(CASES):
        pytest.skip("only over all pages")
    await asyncio.gather(*playing.tasks.values())
    tally = playing.tally()
    assert {
        "fields": tally.fields_found.value >= 0.99,
        "no other fields": tally.fields_true.value >= 0.99,
        "first touches": tally.first_touches.value >= 0.99,
        "end states": tally.end_states.value >= 0.99,
        "autofill": tally.autofills.value >= 0.95,
        "outcomes": tally.macro_f1 >= 0.95,
        "false success": tally.false_success.value <= 0.01,
        "pairs": tally.pairs_stable.value >= 1.0,
    } == dict.fromkeys(
        ["fields", "no other fields", "first touches", "end states", "autofill", "outcomes", "false success", "pairs"],
        True,
    )


def test_there_are_as_many_pages_as_the_goals_ask_for() -> None:
    outcomes = [case for case in CASES if case.name.startswith("outcome/")]
    if len(outcomes) < 40:
        pytest.skip("the pages are being written")
    assert (len(CASES) >= 80, len(outcomes) >= 40, len(PAIRS) >= 50) == (True, True, True)
