"""What was refused, counted in memory by site, day and reason, and added to the table `refusal` every few seconds.

A refused request never costs a write: whoever floods an endpoint must not be able to flood the disk through it.
"""

import asyncio
import contextlib
from collections import Counter
from datetime import date

import asyncpg

from balk import db as database
from balk.disk import Disk

UNKNOWN_SITE = 0
"""Stands for the site where a key belongs to none."""


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
        """Add the counts to the database, but those of a site that is gone.

        Raises what asyncpg raises, and then keeps them.
        """
        counts, self._counts = self._counts, Counter()
        try:
            async with self._db.acquire(timeout=database.ACQUIRE_SECONDS) as connection, connection.transaction():
                await connection.executemany(
                    """
                    insert into refusal (site_id, day, reason, count)
                    select $1::bigint, $2::date, $3::text, $4::bigint
                    where $1 = $5::bigint or exists (select from site where site_id = $1)
                    on conflict (site_id, day, reason) do update set count = refusal.count + excluded.count
                    """,
                    [(*key, times, UNKNOWN_SITE) for key, times in sorted(counts.items())],
                )
        except BaseException:
            self._counts.update(counts)
            raise

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
