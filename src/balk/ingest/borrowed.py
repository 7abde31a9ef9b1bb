"""A few connections that are kept between flushes: giving one back to the pool costs a round trip each time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from balk import db as database


class Borrowed:
    """At most `most` connections of the pool, lent to one flush at a time each."""

    def __init__(self, db: asyncpg.Pool, *, most: int) -> None:
        self._db = db
        self._free = asyncio.Semaphore(most)
        self._idle: list[asyncpg.Connection] = []

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection; it is dropped where its statement was cancelled or the database went away.

        Raises what asyncpg raises, TimeoutError among it, when there is none to be had.
        """
        async with self._free:
            connection = await self._open_one()
            try:
                yield connection
            except (asyncio.CancelledError, *database.AWAY):
                if not _is_closed(connection):
                    connection.terminate()
                raise
            finally:
                if _is_closed(connection):
                    await self._db.release(connection)
                else:
                    self._idle.append(connection)

    async def close(self) -> None:
        """Give all of them back to the pool."""
        while self._idle:
            await self._db.release(self._idle.pop())

    async def _open_one(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not _is_closed(connection):
                return connection
            await self._db.release(connection)
        return await self._db.acquire(timeout=database.ACQUIRE_SECONDS)


def _is_closed(connection: asyncpg.Connection) -> bool:
    """Whether a connection can't be used any more; the pool takes one that broke back by itself."""
    try:
        closed: bool = connection.is_closed()
    except asyncpg.InterfaceError:
        return True
    return closed
