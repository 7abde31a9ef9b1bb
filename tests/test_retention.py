"""Retention: what is kept long enough goes, to the day; what it added up to stays, and stays right."""

import asyncio
import random
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from hypothesis import given as tried_with
from hypothesis import strategies as st

import given as g
from balk import wire
from balk.db import open_pool
from balk.erasure import erase_visit
from balk.ingest.writer import Writer
from balk.jobs import remove_old
from balk.report.friction import friction_report
from balk.report.responses import list_responses
from balk.report.shape import Filters, ResponseFilters
from balk.retention import first_day_summed, remove_what_is_over
from balk.sites import Site, change_site, site_by_name, views_kept_since
from balk.views import partitions
from balk.views.close import close_idle_views
from balk.views.rebuild import rebuild_rollups
from counting import counted, longer, longer_of_days, reported, rollup_rows
from lives import a_random_life
from views.histories import WINDOW

DAY = timedelta(days=1)


@pytest_asyncio.fixture(autouse=True)
async def no_months(db: asyncpg.Pool) -> None:
    """Without the partitions that an earlier test made."""
    for month in await months(db):
        await db.execute(f"drop table {month}")


async def seen(db: asyncpg.Pool, site: Site, *days_ago: int, **what: Any) -> None:
    """A view of that many days ago each, closed."""
    writer = Writer(db, patience=30)
    for days in days_ago:
        at = g.NOW - days * DAY
        await writer.write(site, g.a_batch([g.a_view()], **what), at, is_bot=False)
        await close_idle_views(db, site, at + WINDOW)
    await writer.close()


async def days_ago(db: asyncpg.Pool, site: Site, table: str = "view_closed", column: str = "started_at") -> list[int]:
    """How many days ago the site's rows are."""
    where = table if " where " in table else f"{table} where"
    rows = await db.fetch(f"select ({column})::date as day from {where} site_id = $1", site.site_id)
    return sorted((g.NOW.date() - row["day"]).days for row in rows)


async def months(db: asyncpg.Pool) -> list[str]:
    """The partitions of closed views."""
    rows = await db.fetch("select relname from pg_class where relname ~ '^view_closed_[0-9_]+$' order by relname")
    return [row["relname"] for row in rows]


async def as_it_is(db: asyncpg.Pool, site: Site) -> Site:
    """The site as the database has it now."""
    found = await site_by_name(db, site.name)
    assert found is not None
    return found


async def test_views_go_to_the_day_as_each_site_says_and_daily_figures_stay(db: asyncpg.Pool) -> None:
    shop = await g.a_site(db, "shop")
    short = await g.a_site(db, "short", keep_views_days=30)
    for site in (shop, short):
        await seen(db, site, 200, 91, 90, 31, 30, 0)
    before = [await rollup_rows(db, site.site_id) for site in (shop, short)]

    removed = await remove_what_is_over(db, g.NOW)

    assert [await days_ago(db, site) for site in (shop, short)] == [[0, 30, 31, 90], [0, 30]]
    assert [await rollup_rows(db, site.site_id) for site in (shop, short)] == before
    assert removed == {"months of view_closed": 1, "view_closed": 4}
    assert await remove_what_is_over(db, g.NOW) == {}


async def test_a_month_that_no_site_keeps_is_dropped_whole(db: asyncpg.Pool) -> None:
    shop, short = await g.a_site(db, "shop"), await g.a_site(db, "short", keep_views_days=30)
    await seen(db, shop, 200, 91, 40, 0)
    await seen(db, short, 200, 120, 0)
    had = await months(db)

    await remove_what_is_over(db, g.NOW)

    assert had == ["view_closed_2026_05", "view_closed_2026_07", "view_closed_2026_08", "view_closed_2026_10",
                   "view_closed_2026_11"]  # fmt: skip
    assert await months(db) == ["view_closed_2026_08", "view_closed_2026_10", "view_closed_2026_11"]


async def test_daily_figures_and_refusals_go_after_their_months(db: asyncpg.Pool) -> None:
    site = await g.a_site(db, keep_aggregates_months=6)
    await seen(db, site, 190, 184, 3)
    for days in (190, 184, 3):
        await db.execute("insert into refusal values ($1, $2, 'origin', 1)", site.site_id, (g.NOW - days * DAY).date())

    await remove_what_is_over(db, g.NOW)

    assert await days_ago(db, site, "refusal", "day") == [3, 184]
    for table in ("form_day", "field_day"):
        assert await days_ago(db, site, f"{table} where days = 1 and", "day") == [3, 184]


def test_daily_figures_are_never_kept_for_less_than_views() -> None:
    shop = Site(1, "shop", "key", [], 1800, 0.1, False, True, g.NOW, None)
    at = datetime(2026, 3, 31, 12, tzinfo=UTC)
    kept = [
        first_day_summed(msgspec.structs.replace(shop, keep_views_days=days, keep_aggregates_months=number), at)
        for days, number in ((90, 25), (10, 1), (90, 1))
    ]

    assert kept == [date(2024, 2, 29), date(2026, 2, 28), date(2025, 12, 31)]


async def test_answers_stay_for_ever_unless_the_owner_says_otherwise(db: asyncpg.Pool) -> None:
    site, other = await g.a_site(db, keep_answers_days=365), await g.a_site(db, "other")
    for one in (site, other):
        for days in (400, 366, 365, 1):
            await seen(db, one, days, answers=[g.an_answer(field=None, text="too dear")])

    await remove_what_is_over(db, g.NOW)

    assert await days_ago(db, site, "answer", "at") == [1, 365]
    assert await days_ago(db, other, "answer", "at") == [1, 365, 366, 400]


async def test_moments_go_with_the_views(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    for days in (91, 90, 1):
        moments = [wire.Moment(name="scrolled", count=1), wire.Moment(name="video", count=2)]
        await seen(db, site, days, moments=moments)

    await remove_what_is_over(db, g.NOW)

    assert await days_ago(db, site, "moment", "first_at") == [1, 1, 90, 90]


async def test_an_answer_still_says_what_the_person_did_when_the_view_is_gone(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db, patience=30)
    at = g.NOW - 100 * DAY
    for outcome in ("", "api", "pending"):
        view = g.a_view(attempts=int(outcome != ""), outcome=outcome)
        answer = g.an_answer(view, "name", "I do not trust you with my phone number")
        await writer.write(site, g.a_batch([view], answers=[answer]), at, is_bot=False)
    await writer.close()
    while await close_idle_views(db, site, at + WINDOW):
        pass
    period = Filters((at - DAY).date(), at.date(), version="v1")

    async def told() -> tuple[Any, Any]:
        report = await friction_report(db, site, "signup", period, g.NOW)
        responses, _ = await list_responses(db, site, ResponseFilters(), g.NOW)
        return report, sorted(responses, key=lambda response: response.id)

    before = await told()
    assert {(one.outcome, one.abandoned_at_field) for one in before[1]} == {
        ("abandoned", "name"),
        ("completed", None),
        ("unconfirmed", None),
    }

    await remove_what_is_over(db, g.NOW)

    assert await days_ago(db, site) == []
    assert await told() == before


async def test_also_the_answer_of_a_view_that_went_on_for_longer_than_views_are_kept_says_it(db: asyncpg.Pool) -> None:
    site = await g.a_site(db, keep_views_days=7)
    await remove_what_is_over(db, g.NOW)
    view = g.a_view(age_ms=10 * 86_400_000)
    writer = Writer(db, patience=30)
    await writer.write(site, g.a_batch([view], answers=[g.an_answer(view, text="why")]), g.NOW, is_bot=False)
    await writer.close()
    await close_idle_views(db, site, g.NOW + WINDOW)

    await remove_what_is_over(db, g.NOW + WINDOW)

    responses, _ = await list_responses(db, site, ResponseFilters(), g.NOW + WINDOW)
    assert await days_ago(db, site) == []
    assert [(one.outcome, one.abandoned_at_field) for one in responses] == [("abandoned", "name")]


async def test_rebuilding_leaves_the_figures_of_days_whose_views_are_gone(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await seen(db, site, 120, 91, 90, 2)
    before = await rollup_rows(db, site.site_id)
    await remove_what_is_over(db, g.NOW)
    await change_site(db, site, keep_views_days=1_000)
    await remove_what_is_over(db, g.NOW)

    counted_again = await rebuild_rollups(db, site.site_id)

    assert (counted_again, await rollup_rows(db, site.site_id)) == (2, before)
    assert (await as_it_is(db, site)).views_kept_since == (g.NOW - 90 * DAY).date()


async def test_longer_rows_are_the_sums_of_the_days_that_are_left_of_them(db: asyncpg.Pool) -> None:
    site = await g.a_site(db, keep_views_days=7, keep_aggregates_months=1)
    await seen(db, site, *range(40, -1, -1))
    rollups = []
    for days in (0, 1, 2, 3):
        now = g.NOW + days * DAY
        await remove_what_is_over(db, now)
        rollups.append(await rollup_rows(db, site.site_id))
        rebuilt = await rebuild_rollups(db, site.site_id)
        assert (rebuilt, await rollup_rows(db, site.site_id)) == (8 - days, rollups[-1])
        first = first_day_summed(site, now)
        assert all(row[3] >= first for row in rollups[-1]["form_day"] if row[2] == 1)

    assert [longer(rows) == longer_of_days(rows) for rows in rollups] == [True] * 4
    assert len({str(longer(rows)) for rows in rollups}) == 4
    await change_site(db, site, keep_aggregates_months=12)
    report = await friction_report(db, site, "signup", Filters((g.NOW - 90 * DAY).date(), g.NOW.date()), now)
    assert report is not None
    assert report.totals.views == (g.NOW.date() - first).days + 1


async def test_a_period_that_begins_before_the_first_day_kept_is_told_of(db: asyncpg.Pool) -> None:
    site = msgspec.structs.replace(await g.a_site(db), created_at=g.NOW - 300 * DAY, views_kept_since=g.NOW.date())
    young = msgspec.structs.replace(site, created_at=g.NOW + 40 * DAY)
    new = msgspec.structs.replace(site, views_kept_since=None)
    yesterday, today = (g.NOW - DAY).date(), g.NOW.date()

    told = [views_kept_since(one, first) for one in (site, young, new) for first in (yesterday, today)]

    assert told == [today, None, None, None, None, None]


async def test_a_report_that_counts_single_views_says_from_which_day_on_they_are_there(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await seen(db, site, 120, 91, 90, 2)
    await db.execute("update site set created_at = $1", g.NOW - 300 * DAY)
    await remove_what_is_over(db, g.NOW)
    site = await as_it_is(db, site)
    since = (g.NOW - 90 * DAY).date()
    whole = Filters((g.NOW - 200 * DAY).date(), g.NOW.date())

    told = []
    for filters in (
        whole,
        msgspec.structs.replace(whole, page="/signup"),
        msgspec.structs.replace(whole, page="/signup", first=since),
        msgspec.structs.replace(whole, attributes={"plan": "pro"}),
    ):
        report = await friction_report(db, site, "signup", filters, g.NOW)
        assert report is not None
        told.append((report.totals.views, report.views_kept_since))

    assert told == [(4, None), (2, since), (2, None), (0, since)]


async def test_a_view_that_is_open_is_left_to_the_closer_however_old_or_far_ahead(db: asyncpg.Pool) -> None:
    site = await g.a_site(db, keep_views_days=7)
    writer = Writer(db, patience=30)
    on, never = g.a_view(age_ms=10 * 86_400_000), g.a_view(age_ms=20 * 86_400_000)
    await writer.write(site, g.a_batch([on, never]), g.NOW, is_bot=False)
    await writer.close()
    await db.execute("update view_open set last_at = $1 where view_id = $2", g.NOW + 400 * DAY, never.id)

    await remove_what_is_over(db, g.NOW)
    opened = await days_ago(db, site, "view_open")
    await close_idle_views(db, site, g.NOW + WINDOW)
    await remove_what_is_over(db, g.NOW + WINDOW)

    assert (opened, await days_ago(db, site, "view_open"), await days_ago(db, site)) == ([10, 20], [], [])
    assert await days_ago(db, site, "form_day where days = 1 and", "day") == [10, 20]


async def test_nothing_is_removed_by_a_clock_that_is_far_from_the_databases(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    right: datetime = await db.fetchval("select clock_timestamp()")
    writer = Writer(db)
    await writer.write(site, g.a_batch([g.a_view()]), right - 2 * DAY, is_bot=False)
    await writer.close()
    await close_idle_views(db, site, right)

    left = []
    for ahead in (3_650 * DAY, 100 * DAY, timedelta(minutes=5)):
        await remove_old(db, right + ahead)
        left.append((await as_it_is(db, site)).views_kept_since)

    assert left == [None, None, (right + timedelta(minutes=5)).date() - 90 * DAY]
    assert await db.fetchval("select count(*) from view_closed") == 1


async def test_a_clock_that_ran_ahead_costs_nothing_that_comes_after_it_is_set_right(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await remove_what_is_over(db, g.NOW + 400 * DAY)
    await seen(db, site, 1, 0)

    await remove_what_is_over(db, g.NOW)

    assert await days_ago(db, site) == [0, 1]
    assert (await as_it_is(db, site)).views_kept_since == (g.NOW + DAY).date()


async def test_a_reader_holds_up_the_removal_and_the_removal_holds_up_nobody(
    db: asyncpg.Pool, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partitions, "_WAIT", "300ms")
    site = await g.a_site(db)
    await seen(db, site, 200, 0)
    reader, others = await asyncpg.connect(dsn), await open_pool(dsn)
    reading = reader.transaction()
    await reading.start()
    await reader.fetch("select count(*) from view_closed where site_id = $1", site.site_id)

    removing = asyncio.create_task(remove_what_is_over(db, g.NOW))
    async with asyncio.timeout(60):
        await seen(others, site, 2, 3)
        held_up = await removing
    at_work = await months(db)
    await reading.commit()
    done = await remove_what_is_over(db, g.NOW)

    await reader.close()
    await others.close()
    assert (held_up["months of view_closed"], done["months of view_closed"]) == (0, 1)
    assert ("view_closed_2026_05" in at_work, await months(db)) == (True, ["view_closed_2026_11"])
    assert await days_ago(db, site) == [0, 2, 3]


async def test_a_month_that_an_earlier_try_left_lying_is_dropped(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await seen(db, site, 200, 0)
    await db.execute("alter table view_closed detach partition view_closed_2026_05")

    removed = await remove_what_is_over(db, g.NOW)

    assert (removed, await months(db)) == ({"months of view_closed": 1}, ["view_closed_2026_11"])


async def test_where_a_month_cannot_be_taken_off_beside_the_work_it_is_taken_off_all_the_same(db: asyncpg.Pool) -> None:
    """As on a cluster; here it is a partition for all other rows that forbids it."""
    site = await g.a_site(db)
    await seen(db, site, 200, 0)
    await db.execute("create table other_rows partition of view_closed default")

    removed = await remove_what_is_over(db, g.NOW)

    await db.execute("drop table other_rows")
    assert (removed, await months(db)) == ({"months of view_closed": 1}, ["view_closed_2026_11"])


async def test_of_two_processes_one_removes(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    await seen(db, site, 200, 100, 95, 0)

    removed = await asyncio.gather(*(remove_what_is_over(db, g.NOW) for _ in range(3)))

    assert sum(one["view_closed"] + one["months of view_closed"] for one in removed) == 3
    assert await days_ago(db, site) == [0]


async def live(db: asyncpg.Pool, site: Site, chance: random.Random) -> tuple[dict[uuid.UUID, wire.View], datetime]:
    """Views of many days, lost, repeated and out of order, with closing, removing and erasing in between.

    The newest snapshot of each view of the days kept that was not erased since, and when the end was.
    """
    writer = Writer(db, patience=30)
    lives = [
        [msgspec.structs.replace(sent.view, form="signup", version="v1") for sent in a_random_life(chance)]
        for _ in range(chance.randint(1, 8))
    ]
    starts = {life[0].id: g.NOW - chance.randint(0, 12) * DAY for life in lives if life}
    visits = {view_id: uuid.UUID(int=chance.getrandbits(128), version=4) for view_id in starts}
    messages = [view for life in lives for view in life if chance.random() < 0.8]
    messages += chance.sample(messages, len(messages) // 3)
    chance.shuffle(messages)
    newest: dict[uuid.UUID, wire.View] = {}
    now = g.NOW
    for view in messages:
        age_ms = round((now - starts[view.id]).total_seconds() * 1000)
        sent = msgspec.structs.replace(view, age_ms=age_ms)
        await writer.write(site, g.a_batch([sent], visit=visits[view.id]), now, is_bot=False)
        if view.id not in newest or newest[view.id].seq < view.seq:
            newest[view.id] = view
        if chance.random() < 0.3:
            now += chance.choice([timedelta(minutes=1), timedelta(minutes=31), DAY])
            await close_idle_views(db, site, now, limit=chance.choice([1, 3, 100]))
        if chance.random() < 0.2:
            await remove_what_is_over(db, now)
        if chance.random() < 0.1:
            gone = chance.choice(sorted(starts))
            assert not any((await erase_visit(db, site, visits[gone])).remaining.values())
            newest.pop(gone, None)
    await writer.close()
    now += WINDOW
    while await close_idle_views(db, site, now):
        pass
    await remove_what_is_over(db, now)
    kept = (now - 7 * DAY).date()
    return {view_id: view for view_id, view in newest.items() if starts[view_id].date() >= kept}, now


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@tried_with(seed=st.integers(0, 2**32))
async def test_whatever_is_removed_or_erased_figures_of_the_days_kept_are_right(db: asyncpg.Pool, seed: int) -> None:
    chance = random.Random(seed)
    site = await g.a_site(db, f"site {uuid.uuid4()}", keep_views_days=7)

    newest, now = await live(db, site, chance)

    period = Filters((now - 7 * DAY).date(), now.date())
    assert reported(await friction_report(db, site, "signup", period, now)) == counted(newest.values())
    by_page = msgspec.structs.replace(period, page="/signup")
    assert reported(await friction_report(db, site, "signup", by_page, now)) == counted(newest.values())
    incremental = await rollup_rows(db, site.site_id)
    assert longer(incremental) == longer_of_days(incremental)
    assert await rebuild_rollups(db, site.site_id) == len(newest)
    assert await rollup_rows(db, site.site_id) == incremental
    assert await db.fetchval("select count(*) from view_closed where site_id = $1", site.site_id) == len(newest)
