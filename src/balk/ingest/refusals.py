"""What was refused, counted in memory by site, day and reason, and added to the table `refusal` every few seconds.

A refused request never costs a write: whoever floods an endpoint must not be able to flood the disk through it.
"""

import asyncio
import contextlib
from collections import Counter
from datetime import date
from itertools import groupby

import asyncpg

from balk import db as database
from balk.disk import Disk

UNKNOWN_SITE = 0
"""Stands for the site where a key belongs to none."""


_ADD = """
    insert into refusal (site_id, day, reason, count)
    select $1, refused.*
    from unnest($2::date[], $3::text[], $4::bigint[]) as refused (day, reason, count)
    where $1::bigint = 0 or exists (select from site where site_id = $1)
    order by refused.day, refused.reason
    on conflict (site_id, day, reason) do update set count = refusal.count + excluded.count
"""


class Refusals:
    """The counts that are not in the database yet."""

    def __init__(self, db: asyncpg.Pool, disk: Disk | None = None, *, every_seconds: float = 3.0) -> None:
        self._db = db
        self._disk = disk or Disk()
        self._every_seconds = every_seconds
        self._counts: Counter[tuple[int, date, str]] = Counter()
        self._saving: asyncio.Task[None] | None = None

    def count(self, site_id: int, day: date, reason: str, times: int = 1) -> None:
        """One more refusal; it is in the database some seconds later."""
        self._counts[site_id, day, reason] += times
        if self._saving is None or self._saving.done():
            self._saving = asyncio.create_task(self._save_later())

    async def save(self) -> None:
        """Add the counts to the database, site by site, but those of a site that is gone.

        Raises what asyncpg raises, and then keeps what is left.
        """
        counts, self._counts = self._counts, Counter()
        try:
            async with self._db.acquire(timeout=database.ACQUIRE_SECONDS) as connection:
                for site_id, of_site in groupby(sorted(counts), key=lambda counted: counted[0]):
                    whole = list(of_site)
                    days, reasons = [day for _, day, _ in whole], [reason for _, _, reason in whole]
                    await connection.execute(_ADD, site_id, days, reasons, [counts[counted] for counted in whole])
                    for counted in whole:
                        del counts[counted]
        finally:
            self._counts.update(counts)

    async def close(self) -> None:
        """Save what is left. Where the database is away the counts are lost: they are no one's data."""
        if self._saving is not None:
            self._saving.cancel()
            await asyncio.wait([self._saving])
        if self._counts:
            with contextlib.suppress(*database.CANNOT_WRITE):
                await self.save()

    async def _save_later(self) -> None:
        while self._counts:
            await asyncio.sleep(self._every_seconds)
            if self._disk.full:
                continue
            with contextlib.suppress(*database.CANNOT_WRITE):
                await self.save()
