"""The engines, each running for the tests that ask for it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from browser.play import Played
from browser.tally import Tally, count
from browser.truth import Case
from engines.choice import chosen
from engines.engine import AT_ONCE, Engine
from engines.play import NotTried, play
from told import tell

NAMES = ("firefox", "webkit")


class Playing:
    """An engine and all the pages that this run asks it for; each test waits for its own."""

    def __init__(self, engine: Engine, wanted: list[Case]) -> None:
        self.engine = engine
        self.room = asyncio.Semaphore(AT_ONCE)
        self.tasks = {case.name: asyncio.create_task(self.play(case)) for case in wanted}

    async def play(self, case: Case) -> Played | NotTried:
        async with self.room:
            return await play(self.engine, case)

    def results(self) -> list[Played | NotTried]:
        return [
            task.result()
            for task in self.tasks.values()
            if task.done() and not task.cancelled() and not task.exception()
        ]

    def tally(self) -> Tally:
        return count(one for one in self.results() if isinstance(one, Played))

    def lines(self) -> Iterable[str]:
        """For a terminal."""
        yield from self.tally().lines()
        for why, pages in Counter(one.why for one in self.results() if isinstance(one, NotTried)).most_common():
            yield f"not tried:          {pages} ({why})"


@pytest_asyncio.fixture(scope="session", params=NAMES)
async def playing(request: pytest.FixtureRequest) -> AsyncIterator[Playing]:
    """The pages of this run's tests, under way in an engine."""
    from engines.firefox import firefox
    from engines.webkit import webkit  # needs Selenium, which the everyday tests do without

    asked = [item.nodeid.partition("[")[2] for item in request.session.items if request.param in item.nodeid]
    whole = f"{request.param}]" in asked
    wanted = [case for case in chosen() if whole or any(case.name in one for one in asked)]
    async with AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        try:
            engine: Engine = await stack.enter_async_context(
                firefox(playwright) if request.param == "firefox" else webkit(playwright)
            )
        except LookupError as lack:
            pytest.fail(str(lack), pytrace=False)
        playing = Playing(engine, wanted)
        yield playing
        for task in playing.tasks.values():
            task.cancel()
        await asyncio.gather(*playing.tasks.values(), return_exceptions=True)
        tell(request.config, f"tests/pages in {engine.name} {engine.version}", list(playing.lines()))
