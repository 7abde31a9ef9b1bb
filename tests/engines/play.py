"""Plays a case in an engine, as far as the engine can."""

from msgspec import Struct
from playwright.async_api import Error

from browser.driver import looks_only
from browser.play import Played, arrived, step
from browser.stage import FENCE, staged
from browser.truth import Case
from engines.engine import Engine


class NotTried(Struct, frozen=True):
    """A case with a step that the engine, or what drives it, has no means for."""

    case: Case
    why: str


async def play(engine: Engine, case: Case) -> Played | NotTried:
    """Drives the page until it is closed and all that it sent has arrived."""
    problems: list[str] = []
    with staged(case) as stage:
        async with engine.person(case, problems) as person:
            try:
                await person.goto(stage.url)
                for words in case.truth.do:
                    if words == ["seen"]:
                        await person.look()
                    else:
                        await step(stage, person, words)
                if looks_only(case.truth.do):
                    await person.look()
            except NotImplementedError as lack:
                return NotTried(case, str(lack))
            except (Error, AssertionError, ValueError) as error:
                problems.append(f"stopped: {str(error).partition('Call log')[0].strip()}")
            await person.leave(stage.collector.url + FENCE)
            await stage.collector.until(lambda _: stage.collector.fences)
            return await arrived(stage, problems)
