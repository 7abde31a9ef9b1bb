"""The month partitions of `view_closed`, and how one that is over goes without anybody waiting for it."""

import re
from datetime import date

import asyncpg

_NAMES = re.compile(r"view_closed_(\d{4})_(\d{2})")
_WAIT = "2s"
"""How long a removal waits for whoever is using the table. Nobody else waits longer than that for the removal."""


async def drop_months_before(db: asyncpg.Connection, day: date) -> list[str]:
    """Drop every month that is over before `day`, and return their names. One that is in use is left for the next time.

    `db` must not be in a transaction.
    """
    dropped = []
    for name, attached, pending in await _months(db):
        if _end(name) > day:
            continue
        try:
            if attached:
                await _detach(db, name, pending)
            await _within_wait(db, f"drop table if exists {name}")
        except asyncpg.LockNotAvailableError:
            continue
        dropped.append(name)
    return dropped


async def _months(db: asyncpg.Connection) -> list[tuple[str, bool, bool]]:
    """Name, whether it is attached, and whether it is half detached; also what an earlier try left behind."""
    rows = await db.fetch(
        """
        select month.relname as name, inhrelid is not null as attached, coalesce(inhdetachpending, false) as pending
        from pg_class closed
        join pg_class month
            on month.relnamespace = closed.relnamespace
            and month.relkind = 'r'
            and month.relname ~ '^view_closed_[0-9]{4}_[0-9]{2}$'
        left join pg_inherits on inhrelid = month.oid
        where closed.oid = 'view_closed'::regclass
        order by name
        """
    )
    return [(row["name"], row["attached"], row["pending"]) for row in rows]


def _end(name: str) -> date:
    """The first day after a month."""
    found = _NAMES.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no month of view_closed")
    year, month = int(found[1]), int(found[2])
    return date(year + month // 12, month % 12 + 1, 1)


async def _detach(db: asyncpg.Connection, name: str, pending: bool) -> None:
    """Take a month off the table: readers and closers go on meanwhile. A cluster only knows how to keep them waiting.

    Cut off half-way it stays `pending`: nobody sees it any more, and the next time finishes it.
    """
    if pending:
        await _within_wait(db, f"alter table view_closed detach partition {name} finalize")
        return
    try:
        await _within_wait(db, f"alter table view_closed detach partition {name} concurrently")
    except (asyncpg.FeatureNotSupportedError, asyncpg.ObjectNotInPrerequisiteStateError):
        await _within_wait(db, f"alter table view_closed detach partition {name}")


async def _within_wait(db: asyncpg.Connection, statement: str) -> None:
    await db.execute(f"set lock_timeout = '{_WAIT}'")
    try:
        await db.execute(statement)
    finally:
        await db.execute("reset lock_timeout")
