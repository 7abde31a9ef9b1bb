"""Closing and rollups: whatever comes late, twice or in the wrong order, every figure counts every view once."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import given as g
from balk.ingest.writer import Writer
from balk.report.forms import form_summaries
from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.views.close import close_idle_views
from views.histories import WINDOW, check_history

PERIOD = Filters((g.NOW - timedelta(days=3)).date(), (g.NOW + timedelta(days=3)).date())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_incremental_rebuilt_and_brute_force_figures_are_the_same(db: asyncpg.Pool, seed: int) -> None:
    await check_history(db, seed)


@pytest.mark.faults
@settings(
    max_examples=1_000, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
async def test_they_are_the_same_over_a_thousand_histories(db: asyncpg.Pool, seed: int) -> None:
    await check_history(db, seed)


async def test_a_view_that_goes_on_after_it_was_closed_is_not_abandoned_any_more(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view([g.touched("name"), g.touched("phone", 0)])
    await writer.write(site, g.a_batch([view]), g.NOW, is_bot=False)
    assert await close_idle_views(db, site, g.NOW + WINDOW) == 1
    left = await friction_report(db, site, "signup", PERIOD, g.NOW + WINDOW)

    on = g.a_view(view.touched, id=view.id, seq=2, attempts=1, outcome="api", age_ms=60_000 + 31 * 60_000)
    await writer.write(site, g.a_batch([on]), g.NOW + timedelta(minutes=31), is_bot=False)

    reopened = await friction_report(db, site, "signup", PERIOD, g.NOW + timedelta(minutes=31))
    await close_idle_views(db, site, g.NOW + timedelta(minutes=33))
    closed = await friction_report(db, site, "signup", PERIOD, g.NOW + timedelta(minutes=33))
    await writer.close()
    assert left is not None
    assert reopened is not None
    assert closed is not None
    assert (left.totals.abandoned, left.totals.completed) == (1, 0)
    assert (reopened.totals.abandoned, reopened.totals.completed, reopened.totals.views) == (0, 1, 1)
    assert closed.totals == reopened.totals


async def test_two_closers_close_each_view_once(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    for _ in range(60):
        await writer.write(site, g.a_batch([g.a_view()]), g.NOW, is_bot=False)
    await writer.close()
    later = g.NOW + WINDOW

    async def close_all() -> int:
        return sum([await close_idle_views(db, site, later, limit=7) for _ in range(30)])

    closed = [*await asyncio.gather(close_all(), close_all()), await close_all()]

    report = await friction_report(db, site, "signup", PERIOD, later)
    assert report is not None
    assert (sum(closed), report.totals.views, report.totals.abandoned) == (60, 60, 60)


async def test_a_view_that_goes_on_over_midnight_counts_in_the_day_it_was_first_seen(db: asyncpg.Pool) -> None:
    site, writer = await g.a_site(db), Writer(db)
    midnight = g.NOW.replace(hour=0)
    view = g.a_view(age_ms=1_000)
    await writer.write(site, g.a_batch([view]), midnight, is_bot=False)
    await close_idle_views(db, site, midnight + WINDOW)
    late = midnight + timedelta(minutes=40)
    on = replace(view, seq=2, age_ms=2_399_000)  # by its way through the network it began a second after midnight
    await writer.write(site, g.a_batch([on]), late, is_bot=False)
    await writer.close()

    before, after = (midnight - timedelta(days=1)).date(), midnight.date()
    counted = []
    for first, last in ((before, before), (after, after), (before, after)):
        report = await friction_report(db, site, "signup", Filters(first, last), late)
        [form] = await form_summaries(db, site, first, last, late)
        assert report is not None
        counted.append((report.totals.views, report.totals.in_progress, form.views, form.in_progress))

    while_open = [(1, 0, 1, 0), (0, 0, 0, 0), (1, 1, 1, 1)]  # the day of the new message's stamp is all that is read
    assert counted == while_open
    await close_idle_views(db, site, late + WINDOW)
    report = await friction_report(db, site, "signup", Filters(before, before), late + WINDOW)
    assert report is not None
    assert (report.totals.views, report.totals.abandoned) == (1, 1)


async def test_a_view_that_goes_on_in_another_version_is_taken_out_of_none_it_was_not_in(db: asyncpg.Pool) -> None:
    site, writer = await g.a_site(db), Writer(db)
    view = g.a_view()
    await writer.write(site, g.a_batch([view]), g.NOW, is_bot=False)
    await close_idle_views(db, site, g.NOW + WINDOW)
    on = replace(view, seq=2, version="v2")
    batch = g.a_batch([on], [g.a_form(version="v2")], device="phone", referrer="www.google.de")
    await writer.write(site, batch, g.NOW + WINDOW, is_bot=False)
    await writer.close()

    whole = Filters(PERIOD.first, PERIOD.last)
    for filters in (
        whole,
        replace(whole, version="v2"),
        replace(whole, device="phone"),
        replace(whole, source="search"),
        replace(whole, version="v2", page="/signup"),
    ):
        report = await friction_report(db, site, "signup", filters, g.NOW + WINDOW)
        assert report is not None
        assert (report.totals.views, report.totals.in_progress, report.totals.abandoned) == (1, 1, 0), filters


async def test_closing_does_not_wait_for_a_view_that_is_being_written(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    view = g.a_view()
    await writer.write(site, g.a_batch([view]), g.NOW, is_bot=False)
    await writer.close()
    later = g.NOW + WINDOW
    async with db.acquire() as writing, writing.transaction():
        await writing.execute("update view_open set seq = 7 where site_id = $1 and view_id = $2", site.site_id, view.id)

        async with asyncio.timeout(10):
            assert await close_idle_views(db, site, later) == 1
    there = await db.fetchval("select seq from view_open where site_id = $1", site.site_id)
    while await close_idle_views(db, site, later):
        pass

    report = await friction_report(db, site, "signup", PERIOD, later)
    closed = await db.fetch("select seq from view_closed where site_id = $1", site.site_id)
    assert report is not None
    assert (there, [row["seq"] for row in closed], report.totals.views) == (7, [7], 1)
    assert await db.fetchval("select count(*) from view_open where site_id = $1", site.site_id) == 0


async def test_the_first_view_of_a_month_is_closed_while_somebody_reads(db: asyncpg.Pool) -> None:
    site = await g.a_site(db)
    writer = Writer(db)
    later = g.NOW + timedelta(days=400)
    await writer.write(site, g.a_batch([g.a_view()]), later, is_bot=False)
    await writer.close()
    async with db.acquire() as reading, reading.transaction():
        await reading.fetch("select count(*) from view_closed where site_id = $1", site.site_id)

        async with asyncio.timeout(10):
            assert await close_idle_views(db, site, later + WINDOW) == 1
