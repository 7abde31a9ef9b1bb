"""Word of a change to a site, so that whoever remembers it looks again.

A hint, not a promise: PostgreSQL's `notify` reaches who listens at that moment, by a connection of its own. Who listens
also hears itself, and so knows whether word still comes through; while it doesn't, what is remembered is looked up
again after a moment, as if nobody told anything (behind PgBouncer, say, or while the connection is down).
"""

import asyncio
import contextlib
import time
from collections.abc import Callable

import asyncpg
import structlog

from balk import db as database

_log = structlog.get_logger()

_CHANNEL = "balk_site"
_ITSELF = ""
_BEAT_SECONDS = 5.0
_BELIEVED_SECONDS = 12.0


async def tell_change(db: asyncpg.Pool | asyncpg.Connection, site_id: int) -> None:
    """Say that something of the site changed; inside a transaction it is said when that commits."""
    await db.execute("select pg_notify($1, $2)", _CHANNEL, str(site_id))


class SiteChanges:
    """Listens from `start` to `stop`, and calls `changed` with a site's number, or with None after a gap."""

    def __init__(self, db: asyncpg.Pool, changed: Callable[[int | None], None]) -> None:
        self._db = db
        self._changed = changed
        self._heard_at = float("-inf")
        self._listening: asyncio.Task[None] | None = None

    def are_heard(self) -> bool:
        """Whether a change now would be told within moments."""
        return time.monotonic() - self._heard_at < _BELIEVED_SECONDS

    def start(self) -> None:
        """Begin to listen, in the background."""
        self._listening = asyncio.create_task(self._listen_on(), name="site changes")

    async def stop(self) -> None:
        """Listen no more."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait([self._listening])

    async def _listen_on(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as problem:  # whatever it is, sites are looked up often meanwhile
                _log.warning("changes to sites are not heard", problem=repr(problem))
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        async with self._db.acquire(timeout=database.ACQUIRE_SECONDS) as connection:
            connection.add_termination_listener(self._hear_no_more)
            await connection.add_listener(_CHANNEL, self._hear)
            try:
                self._changed(None)
                while True:
                    await connection.execute("select pg_notify($1, $2)", _CHANNEL, _ITSELF)
                    await asyncio.sleep(_BEAT_SECONDS)
            finally:
                self._hear_no_more()
                with contextlib.suppress(*database.AWAY):
                    connection.remove_termination_listener(self._hear_no_more)
                    await connection.remove_listener(_CHANNEL, self._hear)

    def _hear_no_more(self, *connection: object) -> None:
        self._heard_at = float("-inf")

    def _hear(self, connection: object, process: int, channel: str, said: object) -> None:
        if said == _ITSELF:
            self._heard_at = time.monotonic()
        else:
            self._changed(int(str(said)))
