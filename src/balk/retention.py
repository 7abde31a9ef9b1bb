"""Retention: what a site has kept long enough is removed, to the day (UTC).

Closed views and moments go after `keep_views_days`, rollups and counts of refusals after `keep_aggregates_months`,
answers as the owner sets. Before a view goes, `site.views_kept_since` moves past its day, under the lock of the site's
closer, so that nobody takes what is left of a day for the whole of it. Months of closed views that no site keeps any
more are dropped; of the others rows are deleted, some thousands a transaction.

A view that goes on after its closed row was removed is a new one: it is closed, counted and removed again. Views that
are still open are left to the closer, however old. Nothing that lies in the future is touched.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta

import asyncpg
import msgspec

from balk.erasure import erase_stragglers
from balk.ingest.refusals import UNKNOWN_SITE
from balk.report.days import start_of
from balk.retention_statements import (
    ANSWERS,
    CLOSED,
    KEEP_OUTCOMES,
    MOMENTS,
    OLDEST,
    REFUSALS,
    longer_begun,
    oldest_day_of_each_form,
)
from balk.sites import KEEP_AGGREGATES_MONTHS, LONGEST_VIEW, Site, all_sites
from balk.views.close import closer_lock
from balk.views.partitions import drop_months_before
from balk.views.rollups import ROLLUPS, sum_around

_LOCK = 0x62616C6B << 32 | 0xFFFFFFFF
"""Advisory lock of the one process that removes: "balk", then the highest number of a site."""

_ROWS = 5_000
"""The most that one transaction removes."""


def first_day_kept(site: Site, now: datetime) -> date:
    """The first day whose views are to stay."""
    return now.date() - timedelta(days=site.keep_views_days)


def first_day_summed(site: Site, now: datetime) -> date:
    """The first day whose rollups are to stay: never later than that of the views."""
    return min(_months_before(now.date(), site.keep_aggregates_months), first_day_kept(site, now))


def _months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or the last one of a shorter month."""
    at = day.year * 12 + day.month - 1 - months
    first = date(at // 12, at % 12 + 1, 1)
    last = date((at + 1) // 12, (at + 1) % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


async def remove_what_is_over(db: asyncpg.Pool, now: datetime) -> Counter[str]:
    """Remove everything that sites have kept long enough, and return how many rows of each table, and how many months.

    Does nothing while another process is at it.
    """
    removed: Counter[str] = Counter()
    async with db.acquire(timeout=10) as connection:
        if not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
            return removed
        try:
            removed += await erase_stragglers(connection, now)
            sites = [await _move_mark(connection, site, now) for site in await all_sites(db)]
            for site in sites:
                await _keep_outcomes(connection, site, _over_before(site, now))
            everywhere = min((_over_before(site, now) for site in sites), default=date.min)
            removed["months of view_closed"] = len(await drop_months_before(connection, everywhere))
            for site in sites:
                removed += await _remove_rows(connection, site, now)
            removed["refusal"] += await _delete(
                connection,
                REFUSALS,
                UNKNOWN_SITE,
                _months_before(now.date(), KEEP_AGGREGATES_MONTHS),
            )
        finally:
            await connection.execute("select pg_advisory_unlock($1)", _LOCK)
    return +removed


def _over_before(site: Site, now: datetime) -> date:
    """The day before which views may be removed: the mark has passed it, and the site does not mean to keep them."""
    return min(site.views_kept_since or date.min, first_day_kept(site, now))


async def _move_mark(db: asyncpg.Connection, site: Site, now: datetime) -> Site:
    """Move `views_kept_since` to the first day kept.

    The site as it was where its closer, or a rebuild, is at work for long: then it is for the next time.
    """
    # A mark in the future was set by a clock that was wrong: what is recorded from tomorrow on will be whole again.
    before = min(site.views_kept_since or date.min, now.date() + timedelta(days=1))
    since = max(before, first_day_kept(site, now))
    if since == site.views_kept_since:
        return site
    try:
        async with _without_closer(db, site):
            await db.execute("update site set views_kept_since = $2 where site_id = $1", site.site_id, since)
    except asyncpg.LockNotAvailableError:
        return site
    return msgspec.structs.replace(site, views_kept_since=since)


@asynccontextmanager
async def _without_closer(db: asyncpg.Connection, site: Site) -> AsyncIterator[None]:
    """A transaction in which nobody closes views of the site. Raises LockNotAvailableError after two seconds."""
    async with db.transaction():
        await db.execute("set local lock_timeout = '2s'")
        await db.execute("select pg_advisory_xact_lock($1)", closer_lock(site.site_id))
        yield


async def _keep_outcomes(db: asyncpg.Connection, site: Site, before: date) -> None:
    """Write beside the answers what they need of the views that are about to go: those of the days before that one."""
    if before == date.min:
        return
    until = start_of(before)
    oldest = await db.fetchval(OLDEST, site.site_id, until)
    if oldest is None:
        return
    await db.execute(
        KEEP_OUTCOMES,
        site.site_id,
        oldest - LONGEST_VIEW,
        until + LONGEST_VIEW,
        until,
        timeout=600,
    )


async def _remove_rows(db: asyncpg.Connection, site: Site, now: datetime) -> Counter[str]:
    """What is over of one site, each piece in a transaction of its own."""
    removed: Counter[str] = Counter()
    if site.views_kept_since is not None:
        kept = start_of(_over_before(site, now))
        removed["view_closed"] = await _delete_all(db, CLOSED, site.site_id, kept, _ROWS)
        removed["moment"] = await _delete_all(db, MOMENTS, site.site_id, kept, _ROWS)
    summed = first_day_summed(site, now)
    with suppress(asyncpg.LockNotAvailableError):  # then it is for the next time
        removed += await _remove_sums(db, site, summed)
    removed["refusal"] = await _delete(db, REFUSALS, site.site_id, summed)
    if site.keep_answers_days is not None:
        before = start_of(now.date() - timedelta(days=site.keep_answers_days))
        removed["answer"] = await _delete_all(db, ANSWERS, site.site_id, before, _ROWS)
    return +removed


async def _remove_sums(db: asyncpg.Connection, site: Site, before: date) -> Counter[str]:
    """The rollups of the days before that one. The longer rows that it counts in keep what is left of their days."""
    removed: Counter[str] = Counter()
    async with _without_closer(db, site):
        for table in ROLLUPS:
            days = await _delete_all(db, oldest_day_of_each_form(table), site.site_id, before)
            if days:
                removed[table] = days + await _delete(db, longer_begun(table), site.site_id, before)
                await sum_around(db, site.site_id, table, before)
    return removed


async def _delete_all(db: asyncpg.Connection, sql: str, *arguments: object) -> int:
    """A statement again until it finds nothing."""
    removed = 0
    while found := await _delete(db, sql, *arguments):
        removed += found
    return removed


async def _delete(db: asyncpg.Connection, sql: str, *arguments: object) -> int:
    return int((await db.execute(sql, *arguments)).removeprefix("DELETE "))
