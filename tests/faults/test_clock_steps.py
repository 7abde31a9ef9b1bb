"""The server's clock steps forward and back: what was stamped in a wrong hour holds nothing up once it is right again.

`views.histories` steps it in random histories of views; here stands what else looks at the clock. Waiting, patience and
what this process believes for a moment go by a monotonic clock and never notice.
"""

from datetime import timedelta

import asyncpg
import pytest

from balk import accounts
from balk.accounts.failed_logins import ALLOWED, Attempt, begin_attempt
from balk.accounts.login_links import link_stands, make_login_link, take_login_link
from balk.accounts.sessions import open_session, session_of
from balk.ingest.builds import keep_build
from balk.ingest.catalogue import Catalogue
from balk.ingest.known_sites import KnownSites
from balk.ingest.writer import Writer
from balk.report.friction import friction_report
from balk.sites import site_by_name
from balk.views.close import close_idle_views
from given import NOW, a_batch, a_form, a_site, a_view
from views.histories import ALL_TIME

STEPS = [timedelta(days=1), timedelta(days=365), timedelta(days=26_700)]
ahead = pytest.mark.parametrize("ahead", STEPS, ids=["a day", "a year", "in 2099"])


@ahead
async def test_a_view_stamped_in_the_future_is_settled_at_once_and_comes_back(
    db: asyncpg.Pool, ahead: timedelta
) -> None:
    site, writer = await a_site(db), Writer(db)
    view = a_view(age_ms=0)
    await writer.write(site, a_batch([view]), NOW + ahead, is_bot=False)

    closed = await close_idle_views(db, site, NOW)
    settled = await friction_report(db, site, "signup", ALL_TIME, NOW)
    on = a_view(id=view.id, seq=2, attempts=1, outcome="api", age_ms=60_000)
    await writer.write(site, a_batch([on]), NOW + timedelta(minutes=1), is_bot=False)
    gone_on = await friction_report(db, site, "signup", ALL_TIME, NOW + timedelta(minutes=1))
    closed += await close_idle_views(db, site, NOW + timedelta(minutes=3))
    at_last = await friction_report(db, site, "signup", ALL_TIME, NOW + timedelta(minutes=3))
    await writer.close()

    totals = [(report.totals.abandoned, report.totals.completed) for report in (settled, gone_on, at_last) if report]
    assert (closed, totals) == (2, [(1, 0), (0, 1), (0, 1)])


async def test_a_clock_that_is_a_little_ahead_of_another_servers_closes_nothing_early(db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db)
    await writer.write(site, a_batch([a_view()]), NOW + timedelta(minutes=5), is_bot=False)
    await writer.close()

    report = await friction_report(db, site, "signup", ALL_TIME, NOW)

    assert report is not None
    assert (await close_idle_views(db, site, NOW), report.totals.in_progress) == (0, 1)


@ahead
async def test_a_form_learned_in_the_future_can_still_be_renamed(db: asyncpg.Pool, ahead: timedelta) -> None:
    site, catalogue = await a_site(db), Catalogue()
    async with db.acquire() as connection:
        for name, now in (("Sign up", NOW + ahead), ("Join us", NOW)):
            batch = a_batch([a_view()], [a_form(name=name)])
            await catalogue.learn(connection, site.site_id, catalogue.wanted(site.site_id, [batch], now), now)

    assert await db.fetchval("select name from form") == "Join us"


@ahead
async def test_a_script_seen_in_the_future_is_seen_again(db: asyncpg.Pool, ahead: timedelta) -> None:
    site, known = await a_site(db), KnownSites(db)
    for now in (NOW + ahead, NOW):
        await known.script_seen(site.site_id, now)

    seen = await site_by_name(db, site.name)
    assert seen is not None
    assert seen.script_seen_at == NOW


@ahead
async def test_nobody_stays_signed_in_by_a_session_or_a_link_of_the_future(db: asyncpg.Pool, ahead: timedelta) -> None:
    account = await accounts.add_account(db, "ada@shop.example", "correct horse", "owner", NOW)
    session = await open_session(db, account, NOW + ahead)
    link = await make_login_link(db, "log-in", NOW + ahead, account)

    there = [await session_of(db, session, NOW + ahead), await link_stands(db, "log-in", link, NOW + ahead)]
    back = [await session_of(db, session, NOW), await link_stands(db, "log-in", link, NOW)]

    # Of a clock that was a day ahead a session lasts 31 days: that is no more than its owner was told, and a day.
    kept = ahead == timedelta(days=1)
    assert [bool(one) for one in there + back] == [True, True, kept, False]
    assert await take_login_link(db, "log-in", link, NOW) is None


@ahead
async def test_wrong_passwords_of_the_future_lock_nobody_out(db: asyncpg.Pool, ahead: timedelta) -> None:
    for _ in range(ALLOWED + 5):
        await begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW + ahead)

    assert isinstance(await begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW), Attempt)


@pytest.mark.parametrize("ahead", STEPS[1:], ids=["a year", "in 2099"])
async def test_a_build_that_ran_in_the_future_is_forgotten(db: asyncpg.Pool, ahead: timedelta) -> None:
    await db.execute("insert into built_module values ('0123456789ab', 'form', '', $1)", NOW + ahead)
    await keep_build(db, NOW)

    assert await db.fetchval("select count(*) from built_module where build = '0123456789ab'") == 0
