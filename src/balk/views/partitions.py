"""The month partitions of `view_closed`: made when the first view of a month is closed, and removed, when it is over,
without anybody waiting for it."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

import asyncpg

_LOCK = 0x62616C6B << 32
"""Advisory lock of whoever makes a partition: "balk", then no site's number."""
_NAMES = re.compile(r"view_closed_(\d{4})_(\d{2})")
_WAIT = "2s"
"""How long a removal waits for whoever is using the table. Nobody else waits longer than that for the removal."""


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return month_of(month + timedelta(days=31))


def partition_of(month: date) -> str:
    """The name of a month's partition."""
    return f"view_closed_{month:%Y_%m}"


async def missing_months(db: asyncpg.Connection, days: Iterable[date]) -> list[date]:
    """The first days of those months that hold some of these days and have no partition, in order."""
    months = sorted({month_of(day) for day in days})
    rows = await db.fetch(
        """
        select asked.month
        from unnest($1::date[], $2::text[]) as asked (month, partition)
        where to_regclass(asked.partition) is null
        order by asked.month
        """,
        months,
        [partition_of(month) for month in months],
    )
    return [row["month"] for row in rows]


async def make_partitions(db: asyncpg.Connection, months: list[date]) -> None:
    """The partitions of these months where they are missing, each committed; `db` must be in no transaction.

    One is made as a table of its own and then attached: that goes on beside readers and writers, while `create table …
    partition of` would wait for all of them, and make all that come later wait.
    """
    for month in months:
        name = partition_of(month)
        async with db.transaction():
            await db.execute("select pg_advisory_xact_lock($1)", _LOCK)
            if await missing_months(db, [month]):
                await db.execute(f"create table {name} (like view_closed including all)")
                await db.execute(
                    f"alter table view_closed attach partition {name} "
                    f"for values from ('{month}') to ('{month_after(month)}')"
                )


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
    return month_after(date(int(found[1]), int(found[2]), 1))


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
