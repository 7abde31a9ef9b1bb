"""The month partitions of `view_closed`, made when the first view of a month is closed."""

from collections.abc import Iterable
from datetime import date, timedelta

import asyncpg

_LOCK = 0x62616C6B << 32
"""Advisory lock of whoever makes a partition: "balk", then no site's number."""


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
