"""Sites by their public key, remembered for a moment, so that a request does not cost a look into the database."""

import asyncio
import re
import time
from collections import OrderedDict
from datetime import datetime, timedelta

import asyncpg

from balk import sites
from balk.site_changes import SiteChanges
from balk.sites import Site

_SECONDS = 2.0
_SECONDS_TOLD = 60.0
_LONG_AGO = float("-inf")
_KEY = re.compile(r"[A-Za-z0-9]{1,64}")


class DatabaseAway(Exception):
    """The database did not answer in time."""


class KnownSites:
    """At most `most` sites' keys, and as many that are no site's: invented ones never drive out a site's.

    Each is believed for two seconds; a site's for a minute while changes to it are told (`listen`).
    """

    def __init__(self, db: asyncpg.Pool, *, most: int = 10_000, patience: float = 1.8) -> None:
        self._db = db
        self._changes = SiteChanges(db, self._forget_site)
        self._told_at = _LONG_AGO
        self._most = most
        self._patience = patience
        self._known: OrderedDict[str, tuple[float, Site | None]] = OrderedDict()
        self._unknown: OrderedDict[str, tuple[float, Site | None]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Site | None]] = {}
        self._gates = (asyncio.Semaphore(2), asyncio.Semaphore(2))
        """For keys that nobody had, and for those of a site: a flood of invented ones must not keep these waiting."""

    def listen(self) -> None:
        """Hear of changes to sites, until `stop`."""
        self._changes.start()

    async def stop(self) -> None:
        """Hear of no more changes."""
        await self._changes.stop()

    def remembered(self, key: str) -> Site | None:
        """The site of that key if it was looked up a moment ago."""
        known = self._believed(key)
        return None if known is None else known[1]

    def _believed(self, key: str) -> tuple[float, Site | None] | None:
        """When that key was looked up, and what was found; None where that is not to be believed any more."""
        known = self._known.get(key) or self._unknown.get(key)
        if known is None:
            return None
        looked_up_at, site = known
        told = site is not None and self._changes.are_heard()
        return known if time.monotonic() - looked_up_at < (_SECONDS_TOLD if told else _SECONDS) else None

    def _forget_site(self, site_id: int | None) -> None:
        """Look up a site anew when it is next asked for; all of them for None. It stays the last known."""
        self._told_at = time.monotonic()
        for key, (_, site) in self._known.items():
            if site is not None and site_id in (None, site.site_id):
                self._known[key] = (_LONG_AGO, site)

    def last_known(self, key: str) -> Site | None:
        """The site of that key as it was when last looked up, however long ago."""
        return self._known.get(key, (_LONG_AGO, None))[1]

    def forget(self, key: str) -> None:
        """Look that key up anew when it is next asked for."""
        self._known.pop(key, None)

    async def find(self, key: str) -> Site | None:
        """The enabled site of that key. Raises DatabaseAway."""
        if not _KEY.fullmatch(key):
            return None
        if (known := self._believed(key)) is not None:
            return known[1]
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
        async with self._gates[self.last_known(key) is not None]:
            asked_at = time.monotonic()
            site = await sites.site_by_key(self._db, key)
        for kept in (self._known, self._unknown):
            kept.pop(key, None)
        kept = self._unknown if site is None else self._known
        while len(kept) >= self._most:
            kept.popitem(last=False)
        # What changed while the look-up was under way may not be in it.
        kept[key] = (_LONG_AGO if asked_at <= self._told_at else asked_at, site)
        return site

    async def script_seen(self, site_id: int, now: datetime) -> None:
        """Remember that a site's script was asked for, to ten minutes: on a cluster `site` is written on every machine.
        Raises what asyncpg raises."""
        async with asyncio.timeout(self._patience):
            await self._db.execute(
                """
                update site set script_seen_at = $2
                where site_id = $1 and (script_seen_at is null or script_seen_at not between $3 and $4)
                """,
                site_id,
                now,
                now - timedelta(seconds=590),
                now + timedelta(seconds=50),
            )
