"""Sites by their public key, remembered for a moment, so that a request does not cost a look into the database."""

import asyncio
import re
import time
from datetime import datetime, timedelta

import asyncpg

from balk import sites
from balk.sites import Site

_KEY = re.compile(r"[A-Za-z0-9]{1,64}")


class DatabaseAway(Exception):
    """The database did not answer in time."""


class KnownSites:
    """At most `most` keys, unknown ones among them, each believed for `seconds`."""

    def __init__(self, db: asyncpg.Pool, *, seconds: float = 2.0, most: int = 10_000, patience: float = 1.8) -> None:
        self._db = db
        self._seconds = seconds
        self._most = most
        self._patience = patience
        self._known: dict[str, tuple[float, Site | None]] = {}
        self._asked: dict[str, asyncio.Task[Site | None]] = {}
        self._two_at_a_time = asyncio.Semaphore(2)
        """A flood of invented keys must leave connections to the others."""

    def remembered(self, key: str) -> Site | None:
        """The site of that key if it was looked up a moment ago."""
        until, site = self._known.get(key, (0.0, None))
        return site if until > time.monotonic() else None

    def last_known(self, key: str) -> Site | None:
        """The site of that key as it was when last looked up, however long ago."""
        return self._known.get(key, (0.0, None))[1]

    def forget(self, key: str) -> None:
        """Look that key up anew when it is next asked for."""
        self._known.pop(key, None)

    async def find(self, key: str) -> Site | None:
        """The enabled site of that key. Raises DatabaseAway."""
        if not _KEY.fullmatch(key):
            return None
        until, site = self._known.get(key, (0.0, None))
        if until > time.monotonic():
            return site
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.create_task(self._look_up(key))
            asked.add_done_callback(lambda _: self._asked.pop(key, None))
        await asyncio.wait([asked], timeout=self._patience)
        if not asked.done():
            asked.cancel()
            raise DatabaseAway
        if asked.cancelled() or asked.exception() is not None:
            raise DatabaseAway from (None if asked.cancelled() else asked.exception())
        return asked.result()

    async def _look_up(self, key: str) -> Site | None:
        async with self._two_at_a_time:
            site = await sites.site_by_key(self._db, key)
        self._known.pop(key, None)
        while len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[key] = (time.monotonic() + self._seconds, site)
        return site

    async def script_seen(self, site_id: int, now: datetime) -> None:
        """Remember that a site's script was asked for, to ten minutes: on a cluster `site` is written on every machine.
        Raises what asyncpg raises."""
        async with asyncio.timeout(self._patience):
            await self._db.execute(
                """
                update site set script_seen_at = $2
                where site_id = $1 and (script_seen_at is null or script_seen_at < $3)
                """,
                site_id,
                now,
                now - timedelta(seconds=590),
            )
