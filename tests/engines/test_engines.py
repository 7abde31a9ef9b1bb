"""Every page of tests/pages, driven in real Firefox and real WebKit, as far as they can be driven."""

import asyncio

import pytest

from browser.truth import Case
from engines.choice import chosen
from engines.conftest import NAMES, Playing
from engines.differences import difference
from engines.play import NotTried

pytestmark = pytest.mark.engines


IN_EACH = pytest.mark.parametrize("playing", NAMES, indirect=True, scope="session")


@IN_EACH
@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.name)
async def test_a_page_comes_out_as_its_truth_says(playing: Playing, case: Case, request: pytest.FixtureRequest) -> None:
    """One that is known to come out otherwise must do so; the tally counts it wrong all the same."""
    if why := difference(playing.engine.name, case):
        request.applymarker(pytest.mark.xfail(reason=why, strict=True))
    result = await playing.tasks[case.name]
    if isinstance(result, NotTried):
        pytest.skip(result.why)
    assert result.wrong == [], "\n".join([case.truth.says, *result.wrong])


GOALS = {
    "firefox": {"fields": 0.99, "first touches": 0.99, "end states": 0.99, "outcomes": 0.95},
    "webkit": {"fields": 0.99, "first touches": 0.99, "end states": 0.99, "outcomes": 0.95},
}


@IN_EACH
async def test_the_goals_are_met_over_all_pages_that_were_tried(playing: Playing) -> None:
    await asyncio.gather(*playing.tasks.values())
    tally = playing.tally()
    found = {
        "fields": tally.fields_found.value,
        "first touches": tally.first_touches.value,
        "end states": tally.end_states.value,
        "outcomes": tally.macro_f1,
    }
    goals = GOALS[playing.engine.name]
    assert {what: found[what] for what in goals if found[what] < goals[what]} == {}
    assert tally.false_success.value <= 0.01
