"""The simulated visitors of `balk demo`: a month of people at three forms, sent as a page would, with a known truth.

At the sign-up form the phone number is what goes wrong (required, refuses formats, nobody sees why it is asked), the
password is a smaller snag (its rule is told late). The newsletter is fine, the contact form has too few views to say.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

import httpx
import msgspec
from msgspec import Struct

from balk import wire
from balk.demo.manners import CONTACT, NEWSLETTER, SIGN_UP, SimulatedForm
from balk.demo.simulated_view import Told, Visitor, look, uuid_of
from balk.sites import Site

CONNECTIONS = 16

_WEEK = (1.0, 1.1, 1.1, 1.05, 0.9, 0.45, 0.4)
"""How busy the days are, Monday first."""
_DAY = (1, 1, 1, 1, 1, 2, 4, 8, 14, 20, 22, 21, 16, 18, 21, 20, 18, 14, 11, 10, 11, 9, 6, 3)
"""How busy the hours are, in UTC."""
_SOURCES = (
    ("", "", 0.30),
    ("www.google.com", "", 0.35),
    ("www.linkedin.com", "", 0.15),
    ("", "cpc", 0.12),
    ("", "email", 0.05),
    ("shopkeepers-forum.example", "", 0.03),
)
"""Referring hosts and media, each with its share of the visits."""
_AGENTS = {
    "desktop": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36",
    "phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Mobile/15E148 Safari/604.1",
    "tablet": "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.1 Safari/604.1",
}
_IN_PROGRESS = 6
"""People who are at the sign-up form right now."""


class FormTruth(Struct, frozen=True):
    """What a report on a form has to say, counted while it happened. `abandoned_at` and `reached` go by field key,
    `abandoned_at[""]` is the submit step; `reasons` counts the answers at each field by what they say."""

    views: int
    started: int
    attempted: int
    completed: int
    unconfirmed: int
    abandoned: int
    in_progress: int
    reached: dict[str, int]
    abandoned_at: dict[str, int]
    shown: int
    answered: int
    dismissed: int
    reasons: dict[str, dict[str, int]]


class Truth(Struct, frozen=True):
    """What really happened, by form key, and which field is the bad one."""

    forms: dict[str, FormTruth]
    bad_form: str
    bad_field: str
    messages: int


class Visit(Struct, frozen=True):
    """One visitor's message, and the truth about it."""

    batch: wire.Batch
    told: Told


def tell_nobody(sent: int, of: int) -> None:
    """Nothing is said of how far the sending is."""


async def send_visitors(
    url: str,
    site: Site,
    now: datetime,
    *,
    days: int = 30,
    visits: int = 4000,
    seed: int = 1,
    tell: Callable[[int, int], None] = tell_nobody,
) -> Truth:
    """Send `visits` visits to the sign-up form, 3 to the newsletter for each 20 of them, and 24 to the contact form,
    spread over the `days` (at most 30) before `now`, to the server at `url`. The same seed gives the same truth. After
    each visit `tell` is called with how many are sent, and of how many.

    Raises httpx.HTTPError where a message is refused, ValueError where so few days leave no time to abandon a form in.
    """
    if site.abandon_after_s > 43_200 * days:
        raise ValueError(
            f"{days} days are too few for a site that waits {site.abandon_after_s} s before a view is over"
        )
    made = list(visits_of(site, now, days=days, visits=visits, seed=seed))
    waiting = iter(made)
    numbers = count(1)
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with (
        httpx.AsyncClient(base_url=url, limits=limits, timeout=60, trust_env=False) as client,
        asyncio.TaskGroup() as senders,
    ):
        await _fetch_script(client, site)
        for _ in range(CONNECTIONS):
            senders.create_task(_send(client, site, waiting, lambda: tell(next(numbers), len(made))))
    return Truth(
        forms={form.form.key: _truth(form, made) for form in (SIGN_UP, NEWSLETTER, CONTACT)},
        bad_form="signup",
        bad_field="phone",
        messages=len(made),
    )


async def _fetch_script(client: httpx.AsyncClient, site: Site) -> None:
    """Ask for the site's script as a page does before it sends anything, once for all: browsers keep it."""
    answer = await client.get(f"/s/{site.key}.js", headers={"user-agent": _AGENTS["desktop"]})
    answer.raise_for_status()


async def _send(
    client: httpx.AsyncClient, site: Site, waiting: Iterator[Visit], tell_of_one: Callable[[], None]
) -> None:
    """Send visits until none is left; a server that is busy is given time."""
    for visit in waiting:
        while True:
            answer = await client.post(
                f"/c/{site.key}",
                content=msgspec.json.encode(visit.batch),
                headers={
                    "origin": site.origins[0],
                    "content-type": "text/plain",
                    "user-agent": _AGENTS[visit.batch.device],
                },
            )
            if answer.status_code not in (429, 503):
                break
            await asyncio.sleep(float(answer.headers.get("retry-after", "1")))
        answer.raise_for_status()
        tell_of_one()


def visits_of(site: Site, now: datetime, *, days: int, visits: int, seed: int) -> Iterator[Visit]:
    """All visits, in no order."""
    random = Random(seed)  # noqa: S311  # people, not secrets
    for number in range(visits):
        yield _visit(SIGN_UP, site, now, days, random, random.random() < SIGN_UP.start, number < _IN_PROGRESS)
    for _ in range(visits * 3 // 20):
        yield _visit(NEWSLETTER, site, now, days, random, random.random() < NEWSLETTER.start)
    for number in range(24):
        yield _visit(CONTACT, site, now, days, random, number % 2 == 0)


def _visit(
    form: SimulatedForm, site: Site, now: datetime, days: int, random: Random, start: bool, right_now: bool = False
) -> Visit:
    visitor = Visitor(
        device=random.choices(("desktop", "phone", "tablet"), (0.58, 0.36, 0.06))[0],
        language=random.choices(("en", "de", "fr", "es"), (0.82, 0.08, 0.05, 0.05))[0],
        holdout=random.random() < site.holdout,
        autofills=random.random() < 0.2,
    )
    told = look(form, visitor, random, start=start or right_now, go_on=not right_now)
    idle_ms = random.randrange(20_000, max(30_000, site.abandon_after_s * 300)) if right_now else None
    if idle_ms is None:
        idle_ms = _ago_ms(site, now, days, random, told.lasted_ms)
    referrer, medium, _ = random.choices(_SOURCES, [share for *_, share in _SOURCES])[0]
    view = msgspec.structs.replace(told.view, age_ms=idle_ms + told.lasted_ms, idle_ms=idle_ms)
    answers = [msgspec.structs.replace(told.answer, age_ms=idle_ms + 1_000)] if told.answer else []
    moments = []
    if random.random() < (0.5 if told.fate == "completed" else 0.2):
        moments = [wire.Moment("saw-pricing", page="/pricing", age_ms=view.age_ms)]
    batch = wire.Batch(
        v=wire.VERSION,
        visit=uuid_of(random),
        device=visitor.device,
        language=visitor.language,
        referrer=referrer,
        medium=medium,
        holdout=visitor.holdout,
        attributes={"variant": random.choice("AB")},
        forms=[form.form],
        views=[view],
        answers=answers,
        moments=moments,
    )
    return Visit(batch, told)


def _ago_ms(site: Site, now: datetime, days: int, random: Random, lasted_ms: int) -> int:
    """How long ago a visit ended: on a busy day at a busy hour rather than not, and long enough ago to be over."""
    earliest = timedelta(days=days) - timedelta(milliseconds=lasted_ms)
    over = timedelta(seconds=site.abandon_after_s + 120)
    while True:
        day = random.choices(range(days), [_WEEK[(now - timedelta(days=ago)).weekday()] for ago in range(days)])[0]
        hour = random.choices(range(24), _DAY)[0]
        ended_at = (now - timedelta(days=day)).replace(
            hour=hour, minute=random.randrange(60), second=random.randrange(60)
        )
        if over <= now - ended_at <= earliest:
            return round((now - ended_at) / timedelta(milliseconds=1))


def _truth(form: SimulatedForm, made: list[Visit]) -> FormTruth:
    told = [visit.told for visit in made if visit.told.view.form == form.form.key]
    fates = Counter(one.fate for one in told)
    reasons: dict[str, Counter[str]] = {}
    for one in told:
        if one.answer is not None and one.reason is not None:
            reasons.setdefault(one.answer.field or "", Counter())[one.reason] += 1
    return FormTruth(
        views=len(told),
        started=len(told) - fates["seen"],
        attempted=sum(one.view.attempts > 0 for one in told),
        completed=fates["completed"],
        unconfirmed=fates["unconfirmed"],
        abandoned=fates["abandoned"],
        in_progress=fates["in_progress"],
        reached=dict(Counter(field.key for one in told for field in one.view.touched)),
        abandoned_at=dict(Counter(one.left_at for one in told if one.left_at is not None)),
        shown=sum(one.view.shown for one in told),
        answered=sum(one.view.answered for one in told),
        dismissed=sum(one.view.dismissed for one in told),
        reasons={field: dict(counted) for field, counted in reasons.items()},
    )
