"""Group commit: requests of one site that wait together are written by one statement.

A site's flush begins as soon as its last one ended and takes everything that waits: alone a request waits for nobody,
and under load the groups grow by themselves. What is written has been committed to disk when `write` returns.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter

import asyncpg

from balk import db as database
from balk import wire
from balk.disk import Disk
from balk.ingest.borrowed import Borrowed
from balk.ingest.catalogue import Catalogue
from balk.ingest.known_sites import DatabaseAway, KnownSites
from balk.ingest.limits import Limits
from balk.ingest.meters import Meters
from balk.ingest.refusals import Refusals
from balk.ingest.rows import Received, answer_rows, moment_columns, view_columns
from balk.ingest.statements import STORE_ANSWER, STORE_MOMENTS, STORE_VIEWS
from balk.sites import Site

_log = logging.getLogger(__name__)

_AWAY = database.CANNOT_WRITE
"""Errors that no message is to blame for."""

_NEVER_GOOD = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, ValueError)
"""Errors that the same message would meet again."""


class QueueFull(Exception):
    """More waits already than may wait."""


class DiskFull(DatabaseAway):
    """The database has no room left."""


class Unwritable(Exception):
    """The database takes everything but this message."""


class _Waiting:
    __slots__ = ("done", "received", "size")

    def __init__(self, received: Received, size: int, done: asyncio.Future[None]) -> None:
        self.received = received
        self.size = size
        self.done = done

    def end(self, error: Exception | None = None) -> None:
        """Wake the request, unless it went away in the meantime."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class Writer:
    """Takes messages and writes them; keeps what this process remembers while it collects.

    At most `most_requests` requests and `most_bytes` bytes wait; how many of one site, `limits` says. A flush that
    takes longer than `patience` seconds has failed.
    """

    def __init__(
        self,
        db: asyncpg.Pool,
        *,
        most_requests: int = 4_000,
        most_bytes: int = 64 * 1024 * 1024,
        patience: float = 1.8,
        limits: Limits | None = None,
        disk: Disk | None = None,
    ) -> None:
        self.disk = disk or Disk()
        self.meters = Meters()
        self.limits = limits or Limits()
        self.sites = KnownSites(db, patience=patience)
        self.refusals = Refusals(db, self.disk)
        self._catalogue = Catalogue()
        self._connections = Borrowed(db, most=4)
        self._most_requests = most_requests
        self._most_bytes = most_bytes
        self._patience = patience
        self._lines: dict[int, list[_Waiting]] = {}
        self._flushing: dict[int, asyncio.Task[None]] = {}
        self._requests = 0
        self._bytes = 0

    async def write(
        self, site: Site, batch: wire.Batch, received_at: datetime, is_bot: bool, *, size: int = 1_000
    ) -> None:
        """Returns when all of `batch` is committed; `size` is about what it takes in memory, in bytes.

        Raises QueueFull, DatabaseAway, DiskFull (try again later: parts may be stored, repeating is harmless) and
        Unwritable (trying again is no use). A caller that is cancelled does not cancel the write.
        """
        site_id = site.site_id
        line = self._lines.setdefault(site_id, [])
        if self._requests >= self._most_requests or self._bytes >= self._most_bytes:
            raise QueueFull
        waiting = _Waiting(Received(site, batch, received_at, is_bot), size, asyncio.get_running_loop().create_future())
        line.append(waiting)
        self._requests += 1
        self._bytes += size
        if site_id not in self._flushing:
            self._flushing[site_id] = asyncio.create_task(self._flush_line(site_id))
        await waiting.done

    @property
    def waiting(self) -> int:
        """Requests that wait for a commit."""
        return self._requests

    async def close(self) -> None:
        """Write what waits, save the counts of refusals, give connections back."""
        while self._flushing:
            await asyncio.wait(self._flushing.values())
        await self.sites.stop()
        await self.refusals.close()
        await self._connections.close()

    async def _flush_line(self, site_id: int) -> None:
        """Flush a site's line until nobody waits in it; what fails for one group fails for those behind it too."""
        try:
            while line := self._lines.pop(site_id, None):
                if not await self._flush(site_id, line):
                    self._end(self._lines.pop(site_id, []), DatabaseAway())
        finally:
            del self._flushing[site_id]

    def _end(self, group: Sequence[_Waiting], error: Exception | None = None) -> None:
        self._requests -= len(group)
        for waiting in group:
            self._bytes -= waiting.size
            waiting.end(error)

    async def _flush(self, site_id: int, group: list[_Waiting]) -> bool:
        """Write a group, and where that fails each of its requests alone. False when the database is away."""
        began = perf_counter()
        ended = 0
        try:
            async with asyncio.timeout(self._patience):
                try:
                    await self._store(site_id, [waiting.received for waiting in group])
                except _AWAY:
                    raise
                except Exception:
                    if len(group) == 1:
                        raise
                    for waiting in group:
                        await self._store_alone(site_id, waiting)
                        ended += 1
                    return True
        except Exception as error:
            self._end(group[ended:], _told(error))
            return not isinstance(error, _AWAY)
        self._end(group)
        self.meters.flush_requests.observe(len(group))
        self.meters.flush_seconds.observe(perf_counter() - began)
        return True

    async def _store_alone(self, site_id: int, waiting: _Waiting) -> None:
        try:
            await self._store(site_id, [waiting.received])
        except _AWAY:
            raise
        except Exception as error:
            self._end([waiting], _told(error))
        else:
            self._end([waiting])

    async def _store(self, site_id: int, group: list[Received]) -> None:
        await database.retried(lambda: self._store_once(site_id, group), tries=3)

    async def _store_once(self, site_id: int, group: list[Received]) -> None:
        now = datetime.now(UTC)
        async with self._connections.one() as connection:
            wanted = self._catalogue.wanted(site_id, [received.batch for received in group], now)
            if wanted:
                await self._catalogue.learn(connection, site_id, wanted, now)
            views = view_columns(group, self._catalogue)
            moments = moment_columns(group)
            answers = []
            if any(received.batch.answers for received in group):
                answers = await asyncio.to_thread(answer_rows, group, self._catalogue)
            together = connection.transaction() if answers or moments else contextlib.nullcontext()
            async with together:
                if views:
                    await connection.execute(STORE_VIEWS, site_id, *views)
                if moments:
                    await connection.execute(STORE_MOMENTS, site_id, *moments)
                if answers:
                    await connection.executemany(STORE_ANSWER, answers)
        if views:
            self.meters.snapshots.inc(len(views[0]))


def _told(error: Exception) -> Exception:
    """What the waiting request gets to know of an error."""
    if isinstance(error, _NEVER_GOOD):
        _log.warning("a message could not be written: %s", type(error).__name__)
        return Unwritable()
    if not isinstance(error, _AWAY):
        _log.error("a flush failed", exc_info=error)
    return DiskFull() if isinstance(error, asyncpg.DiskFullError) else DatabaseAway()
