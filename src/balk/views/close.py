"""Closing: views that are completed, or idle past the site's window, move from the hot table to one packed row each.

A view that goes on after it was closed comes back as a new row of `view_open`. Closing it again takes its old share
out of the rollups and puts the new one in, in one transaction. A late copy of an old snapshot changes nothing.
"""

from datetime import date, datetime, timedelta

import asyncpg
import msgspec

from balk.sites import Site
from balk.views.codes import ViewFlag
from balk.views.outcome import CLOCK_AHEAD
from balk.views.record import CLOSED_COLUMNS, OPEN_COLUMNS, ViewRecord, from_closed, from_open, packed
from balk.views.rollups import Sums

COMPLETED_GRACE = timedelta(seconds=60)
"""How long a completed view must be quiet before it is closed, so that its last messages find it open."""

_LOCK = 0x62616C6B << 32
"""Advisory locks of closers: "balk", then the site's number."""


def closer_lock(site_id: int) -> int:
    """The advisory lock that the one closer of a site holds."""
    return _LOCK + (site_id & 0xFFFFFFFF)


async def close_idle_views(db: asyncpg.Pool, site: Site, now: datetime, limit: int = 2_000) -> int:
    """Close one batch of a site's views and return how many open rows it took; 0 when there is nothing to do.

    Does nothing while another process closes views of this site.
    """
    async with db.acquire(timeout=10) as connection, connection.transaction():
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", closer_lock(site.site_id)):
            return 0
        claimed = await _claim(connection, site, now, limit)
        if not claimed:
            return 0
        await _make_partitions(connection, {view.started_at.date() for view in claimed})
        await _close(connection, site.site_id, claimed)
        return len(claimed)


async def _claim(db: asyncpg.Connection, site: Site, now: datetime, limit: int) -> list[ViewRecord]:
    rows = await db.fetch(
        f"""
        select {OPEN_COLUMNS}
        from view_open
        where site_id = $1
          and (last_at <= $2 or (last_at <= $3 and flags & $4 <> 0) or last_at > $6)
        order by started_at
        limit $5
        for update skip locked
        """,
        site.site_id,
        now - timedelta(seconds=site.abandon_after_s),
        now - COMPLETED_GRACE,
        int(ViewFlag.COMPLETED),
        limit,
        now + CLOCK_AHEAD,
    )
    return [from_open(row) for row in rows]


async def closed_views(db: asyncpg.Connection, site_id: int, view_ids: list[object]) -> dict[object, ViewRecord]:
    """Those of these views that are closed, by id."""
    rows = await db.fetch(
        f"select {', '.join(CLOSED_COLUMNS)} from view_closed where site_id = $1 and view_id = any($2::uuid[])",
        site_id,
        view_ids,
    )
    return {row["view_id"]: from_closed(row) for row in rows}


async def _close(db: asyncpg.Connection, site_id: int, claimed: list[ViewRecord]) -> None:
    before = await closed_views(db, site_id, [view.view_id for view in claimed])
    sums = Sums()
    newer: list[ViewRecord] = []
    for view in claimed:
        old = before.get(view.view_id)
        if old is None:
            newer.append(view)
        elif old.seq < view.seq:
            sums.add(old, -1)
            # The start that was seen first names the partition, and the day that the view counts in.
            newer.append(msgspec.structs.replace(view, started_at=old.started_at))
    for view in newer:
        sums.add(view)
    again = [view.view_id for view in newer if view.view_id in before]
    if again:
        await db.execute("delete from view_closed where site_id = $1 and view_id = any($2::uuid[])", site_id, again)
    newer.sort(key=lambda view: (view.form_id, view.started_at))
    await db.copy_records_to_table(
        "view_closed", records=[packed(site_id, view) for view in newer], columns=["site_id", *CLOSED_COLUMNS]
    )
    await sums.store(db, site_id)
    await db.execute(
        "delete from view_open where site_id = $1 and view_id = any($2::uuid[])",
        site_id,
        [view.view_id for view in claimed],
    )


async def _make_partitions(db: asyncpg.Connection, days: set[date]) -> None:
    """The month partitions of `view_closed` for these days, where they are missing."""
    for month in sorted({day.replace(day=1) for day in days}):
        name = f"view_closed_{month:%Y_%m}"
        if await db.fetchval("select to_regclass($1)", name) is None:
            after = (month + timedelta(days=31)).replace(day=1)
            await db.execute("select pg_advisory_xact_lock($1)", _LOCK)
            await db.execute(
                f"create table if not exists {name} partition of view_closed for values from ('{month}') to ('{after}')"
            )
