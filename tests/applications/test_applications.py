"""Small applications made with other people's libraries, driven in real Chromium. Build them first:
`cd tests/applications && npm ci && node build.mjs`, then `pytest -m applications`."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from applications.applications import DIST, cases
from browser.play import Played, Seen, described, play
from browser.truth import Case, FormTruth
from told import tell

AT_ONCE = 3
CASES = cases()
pytestmark = pytest.mark.applications


class Playing:
    """The runs that were asked for, several at once; each test waits for its own."""

    def __init__(self, browser: Browser, fence: Page, wanted: list[Case]) -> None:
        self.room = asyncio.Semaphore(AT_ONCE)
        self.browser, self.fence = browser, fence
        self.unsteady: list[str] = []
        self.tasks = {case.name: asyncio.create_task(self.play(case)) for case in wanted}

    async def play(self, case: Case) -> Played:
        """Once more where it came out wrong and should not: on a busy machine a step or the last message may fail.
        What is right the second time only is named below the table."""
        async with self.room:
            first = await play(self.browser, case, self.fence)
            if case.truth.known or not first.wrong:
                return first
            second = await play(self.browser, case, self.fence)
            if not second.wrong:
                self.unsteady.append(case.name)
            return second

    def lines(self) -> Iterable[str]:
        """The table, for the end of the run."""
        done = [task for task in self.tasks.values() if task.done() and not task.cancelled() and not task.exception()]
        yield from table(task.result() for task in done)
        yield from (f"right the second time: {name}" for name in self.unsteady)


def table(every: Iterable[Played]) -> Iterable[str]:
    """Right ones of all, a line a form; fields only where the truth tells them, and those that are none beside them."""
    yield f"{'application':28} {'fields':>8} {'others':>6} {'touches':>8} {'ends':>6}  outcome"
    for played in every:
        phantoms = sum(len(form.form.fields) for form in played.extra)
        for (truth, _), seen in zip(played.pairs, played.seen, strict=True):
            yield line_of(played.case.name, truth, seen, phantoms)
            phantoms = 0


def line_of(name: str, truth: FormTruth, seen: Seen | None, phantoms: int) -> str:
    got = [described(field) for field in seen.form.fields] if seen else []
    touched = (seen.in_words_of(truth).touched or []) if seen else []
    want, ends = truth.fields, truth.touched or []
    keys = [end.rpartition(" ")[0] for end in touched]
    right = sum(end.rpartition(" ")[0] == key for end, key in zip(ends, keys, strict=False))
    others = phantoms + (len(set(got) - set(want)) if want else 0)
    return (
        f"{name:28} "
        f"{f'{len(set(got) & set(want))}/{len(want)}' if want else '·':>8} {others:>6} "
        f"{f'{right}/{len(ends)}':>8} {f'{len(set(ends) & set(touched))}/{len(ends)}':>6}  "
        f"{outcome_of(truth.outcome, seen.view.outcome or '' if seen else 'missing')}"
    )


def outcome_of(wanted: str | None, found: str) -> str:
    return found if wanted == found else f"{found or 'none'}, should be {wanted}"


@pytest_asyncio.fixture(scope="session")
async def playing(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Playing]:
    """The runs of this session's tests, under way."""
    asked = {item.name for item in request.session.items}
    wanted = [case for case in CASES if any(f"[{case.name}]" in name for name in asked)]
    playing = Playing(browser, await browser.new_page(), wanted)
    yield playing
    tell(request.config, "tests/applications", list(playing.lines()))
    for task in playing.tasks.values():
        task.cancel()
    await asyncio.gather(*playing.tasks.values(), return_exceptions=True)
    await playing.fence.context.close()


def known_wrong(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(reason=reason, strict=not reason.startswith("sometimes: "))


def parameters() -> list[object]:
    """A test a run. One that is known to come out wrong must do so; what is wrong only "sometimes: …" may."""
    return [
        pytest.param(
            case.name,
            id=case.name,
            marks=[known_wrong(case.truth.known)] if case.truth.known else [],
        )
        for case in CASES
    ]


def test_every_application_is_built() -> None:
    built = {file.stem for file in DIST.glob("*.js")}
    assert {case.name.partition(".")[0] for case in CASES} - built == set(), "cd tests/applications && node build.mjs"


@pytest.mark.parametrize("name", parameters())
async def test_an_application_comes_out_as_its_truth_says(playing: Playing, name: str) -> None:
    played = await playing.tasks[name]
    assert not played.wrong, "\n".join([played.case.truth.says, *played.wrong])
