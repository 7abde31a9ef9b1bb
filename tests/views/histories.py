"""Random histories of a site: messages lost, repeated and out of order, days that end, clocks that step."""

import random
import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

import asyncpg
from msgspec import Struct

import given as g
from balk.ingest.writer import Writer
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.sites import Site
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups
from counting import counted, longer, longer_of_days, reported, rollup_rows
from lives import FORMS, SOURCES, Sent, a_random_life

WINDOW = timedelta(minutes=30)
ALL_TIME = Filters(date(1999, 1, 1), date(2199, 1, 1))
AGE = timedelta(minutes=1)
"""How long ago the form was first seen, by every snapshot."""

STEPS = [
    *(timedelta(minutes=minutes) for minutes in (-10, 10)),
    *(timedelta(days=days) for days in (-9_800, -365, -1, 1, 365, 26_700)),
]
"""How far a server's clock is off for a while: a little, a day, a year, or in the years 2000 and 2099."""


class Arrived(Struct):
    """What the model knows of a view: its newest snapshot, and the day in which it was first seen by the clock then."""

    newest: Sent
    day: date


class Delivered(Struct):
    """Everything that arrived, and the time, by a clock that is right, at which all of it is settled."""

    views: dict[uuid.UUID, Arrived]
    settled_at: datetime

    def counted(self, form: str, wanted: Callable[[Arrived], bool] = lambda _: True) -> dict[str, Any]:
        """What the model says of the form's views that are wanted."""
        views = (arrived for arrived in self.views.values() if arrived.newest.view.form == form)
        return counted(arrived.newest.view for arrived in views if wanted(arrived))


async def deliver(db: asyncpg.Pool, site: Site, lives: Iterable[list[Sent]], chance: random.Random) -> Delivered:
    """Send messages lost, repeated and out of order, with closing in between, by clocks that step."""
    writer = Writer(db)
    messages = [sent for life in lives for sent in life if chance.random() < 0.8]
    messages += chance.sample(messages, len(messages) // 3)
    chance.shuffle(messages)
    views: dict[uuid.UUID, Arrived] = {}
    right = chance.choice([g.NOW, g.NOW.replace(hour=23, minute=50)])
    off = timedelta(0)
    for sent in messages:
        await writer.write(site, sent.batch(), right + off, is_bot=False)
        arrived = views.setdefault(sent.view.id, Arrived(sent, (right + off - AGE).date()))
        if arrived.newest.view.seq < sent.view.seq:
            arrived.newest = sent
        if chance.random() < 0.3:
            right += timedelta(minutes=chance.choice([1, 20, 31]))
            await close_idle_views(db, site, right + off, limit=chance.choice([1, 3, 100]))
        if chance.random() < 0.1:
            off = timedelta(0) if off else chance.choice(STEPS)
    await writer.close()
    return Delivered(views, right + WINDOW + timedelta(minutes=10))


async def check_history(db: asyncpg.Pool, seed: int) -> None:
    """Tell a random history; incremental figures, rebuilt ones and the model's are the same, however they are asked."""
    chance = random.Random(seed)
    site = await g.a_site(db, f"site {uuid.uuid4()}")
    delivered = await deliver(db, site, [a_random_life(chance) for _ in range(chance.randint(1, 8))], chance)
    later = delivered.settled_at

    async def told(form: str, filters: Filters) -> dict[str, Any]:
        return reported(await friction_report(db, site, form, filters, later))

    expected = {form: delivered.counted(form) for form in FORMS}
    assert {form: await told(form, ALL_TIME) for form in FORMS} == expected, "with views still open"
    while await close_idle_views(db, site, later):
        pass
    assert await db.fetchval("select count(*) from view_open where site_id = $1", site.site_id) == 0
    assert {form: await told(form, ALL_TIME) for form in FORMS} == expected, "all closed"
    by_page = Filters(ALL_TIME.first, ALL_TIME.last, page="/signup")
    assert {form: await told(form, by_page) for form in FORMS} == expected, "from closed views"
    for form in FORMS:
        for filters, wanted in slices(delivered, form, chance):
            assert await told(form, filters) == delivered.counted(form, wanted), filters
    incremental = await rollup_rows(db, site.site_id)
    assert longer(incremental) == longer_of_days(incremental)
    assert await rebuild_rollups(db, site.site_id) == len(delivered.views)
    assert await rollup_rows(db, site.site_id) == incremental


def slices(
    delivered: Delivered, form: str, chance: random.Random
) -> Iterable[tuple[Filters, Callable[[Arrived], bool]]]:
    """Some parts of a form's views: what a report is asked for, and which of the model's views that means."""
    views = [arrived for arrived in delivered.views.values() if arrived.newest.view.form == form]
    if not views:
        return
    one = chance.choice(views)
    first, last = ALL_TIME.first, ALL_TIME.last
    source = SOURCES[one.newest.referrer]
    page = chance.choice([None, "/signup"])
    yield (Filters(one.day, one.day, page=page), lambda view: view.day == one.day)
    yield (Filters(first, one.day, page=page), lambda view: view.day <= one.day)
    begins = one.day - timedelta(days=chance.randint(0, 20))
    ends = one.day + timedelta(days=chance.randint(0, 20))
    yield (Filters(begins, ends, page=page), lambda view: begins <= view.day <= ends)
    yield (
        Filters(first, last, version=one.newest.view.version, page=page),
        lambda view: view.newest.view.version == one.newest.view.version,
    )
    yield (
        Filters(first, last, device=one.newest.device, source=source, page=page),
        lambda view: view.newest.device == one.newest.device and SOURCES[view.newest.referrer] == source,
    )
