"""Moments: how many visits had each, and how often it happened in all."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import asyncpg
from msgspec import Struct

from balk.report.days import end_of, start_of
from balk.report.left_out import device_left_out
from balk.sites import Site
from balk.views.codes import device_name, source_name


class MomentSummary(Struct, frozen=True):
    """One moment of a site over a period."""

    moment: str
    visits: int
    count: int


class VisitMoment(Struct, frozen=True):
    """One moment of one visit."""

    visit: str
    moment: str
    first_at: datetime
    count: int
    value: float | None
    page: str
    device: str
    source: str


async def moment_summaries(db: asyncpg.Pool, site: Site, first: date, last: date) -> list[MomentSummary]:
    """Every moment that was first had on these days of UTC, in most visits first."""
    rows = await db.fetch(
        """
        select name, count(*)::bigint as visits, sum(count)::bigint as count
        from moment
        where site_id = $1
          and first_at >= $2
          and first_at < $3
          and ($4::smallint is null or device <> $4)
        group by name
        order by visits desc, name
        """,
        site.site_id,
        start_of(first),
        end_of(last),
        device_left_out(site),
    )
    return [MomentSummary(row["name"], row["visits"], row["count"]) for row in rows]


async def stream_moments(db: asyncpg.Pool, site: Site) -> AsyncIterator[VisitMoment]:
    """Every moment of every visit, newest first, in constant memory."""
    async with db.acquire(timeout=2) as connection, connection.transaction(readonly=True):
        rows = connection.cursor(
            """
            select visit_id, name, first_at, count, value, page, device, source
            from moment
            where site_id = $1
            order by first_at desc, visit_id, name
            """,
            site.site_id,
            prefetch=1_000,
        )
        async for row in rows:
            yield VisitMoment(
                visit=str(row["visit_id"]),
                moment=row["name"],
                first_at=row["first_at"],
                count=row["count"],
                value=row["value"],
                page=row["page"],
                device=device_name(row["device"]),
                source=source_name(row["source"]),
            )
