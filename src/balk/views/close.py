"""Closing: views that are completed, or idle past the site's window, move from the hot table to one packed row each.

A view that goes on after it was closed comes back as a new row of `view_open`. Closing it again takes its old share
out of the rollups and puts the new one in, in one transaction. A late copy of an old snapshot changes nothing.
"""

from datetime import datetime, timedelta
from io import BytesIO

import asyncpg
import msgspec

from balk.sites import Site
from balk.views.codes import ViewFlag
from balk.views.copy_text import copy_text
from balk.views.outcome import CLOCK_AHEAD
from balk.views.partitions import make_partitions, missing_months
from balk.views.record import (
    CLOSED_COLUMNS,
    OPEN_COLUMNS,
    ViewRecord,
    closed_point,
    from_closed,
    from_open,
    packed,
    written_attributes,
)
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

    Does nothing while another process closes views of this site. Collecting never waits for it: open rows are read
    without a lock, and at the end only those are deleted that have not changed since.
    """
    async with db.acquire(timeout=10) as connection:
        while True:
            async with connection.transaction():
                if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", closer_lock(site.site_id)):
                    return 0
                claimed = await _claim(connection, site, now, limit)
                missing = await missing_months(connection, {view.started_at.date() for view in claimed})
                if not missing:
                    if claimed:
                        await _close(connection, site.site_id, claimed)
                    return len(claimed)
            await make_partitions(connection, missing)


async def _claim(db: asyncpg.Connection, site: Site, now: datetime, limit: int) -> list[ViewRecord]:
    """Views idle past the window, the oldest first; where they are few, completed ones too.

    What was idle since a moment has started before it: so the index on `started_at` finds them. Nothing starts or
    happens in the future either: what says so was stamped by a clock that was wrong, and is closed as if it were idle.
    """
    ahead = now + CLOCK_AHEAD
    idle_since = now - timedelta(seconds=site.abandon_after_s)
    rows = await db.fetch(
        f"""
        select {OPEN_COLUMNS}
        from view_open
        where site_id = $1
          and started_at <= $2
          and (last_at <= $2 or last_at > $4)
        order by started_at
        limit $3
        """,
        site.site_id,
        idle_since,
        limit,
        ahead,
    )
    if len(rows) < limit:
        rows += await db.fetch(
            f"""
            select {OPEN_COLUMNS}
            from view_open
            where site_id = $1
              and started_at > $2
              and (last_at <= $3 or last_at > $2)
            order by started_at
            limit $4
            """,
            site.site_id,
            ahead,
            idle_since,
            limit - len(rows),
        )
    if len(rows) < limit:
        rows += await db.fetch(
            f"""
            select {OPEN_COLUMNS}
            from view_open
            where site_id = $1
              and started_at <= $2
              and last_at <= $2
              and last_at > $3
              and flags & $4 <> 0
            order by started_at
            limit $5
            """,
            site.site_id,
            now - COMPLETED_GRACE,
            idle_since,
            ViewFlag.COMPLETED,
            limit - len(rows),
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
    await db.copy_to_table(
        "view_closed",
        source=BytesIO(copy_text(packed(site_id, view) for view in newer)),
        columns=["site_id", *CLOSED_COLUMNS],
        format="text",
        encoding="utf-8",
    )
    await sums.store(db, site_id)
    await tell_answers(db, site_id, [view for view in newer if view.flags & (ViewFlag.SHOWN | ViewFlag.ANSWERED)])
    await _delete_open(db, site_id, claimed)


async def tell_answers(db: asyncpg.Connection, site_id: int, closed: list[ViewRecord]) -> None:
    """Write what became of these views to the answers that were given in them."""
    if not closed:
        return
    await db.execute(
        """
        update answer set
            view_seq = closed.seq,
            view_flags = closed.flags,
            view_version_id = closed.version_id,
            view_point = closed.point,
            view_attributes = closed.attributes
        from unnest($2::uuid[], $3::int[], $4::int[], $5::bigint[], $6::smallint[], $7::jsonb[])
            as closed (view_id, seq, flags, version_id, point, attributes)
        where answer.site_id = $1
          and answer.view_id = closed.view_id
        """,
        site_id,
        [view.view_id for view in closed],
        [view.seq for view in closed],
        [view.flags for view in closed],
        [view.version_id for view in closed],
        [closed_point(view) for view in closed],
        [written_attributes(view) for view in closed],
    )


async def _delete_open(db: asyncpg.Connection, site_id: int, closed: list[ViewRecord]) -> None:
    """Delete the open rows of these views where they are still what was closed. One that is being written is left: it
    has gone on, or the next batch finds that it is closed already."""
    await db.execute(
        """
        with unchanged as (
            select view_open.view_id
            from unnest($2::uuid[], $3::int[]) as closed (view_id, seq)
            join view_open
                on view_open.site_id = $1
                and view_open.view_id = closed.view_id
                and view_open.seq = closed.seq
            where view_open.site_id = $1
            order by view_open.view_id
            for update of view_open skip locked
        )
        delete from view_open
        using unchanged
        where view_open.site_id = $1
          and view_open.view_id = unchanged.view_id
        """,
        site_id,
        [view.view_id for view in closed],
        [view.seq for view in closed],
    )
