"""The connection pool, and what to do when a statement lost a race or its connection."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

T = TypeVar("T")

ACQUIRE_SECONDS = 2.0
"""How long anything waits for a connection before it says that the database is away."""

SOON_SECONDS = 1.8
"""How long a small look-up may take before the answer is that the database is away: in all that is within two."""

RETRIED = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    ConnectionError,
)

AWAY = (*RETRIED, TimeoutError, OSError, asyncpg.TooManyConnectionsError, asyncpg.InternalClientError)
"""What asyncpg raises when the database cannot be reached just now."""


CANNOT_WRITE = (*AWAY, asyncpg.InsufficientResourcesError, asyncpg.ReadOnlySQLTransactionError)
"""And when it is there and takes nothing: a full disk and a standby are as good as no database to who writes."""


async def open_pool(dsn: str, *, smallest: int = 1, largest: int = 10) -> asyncpg.Pool:
    """A pool on `dsn`. Raises what asyncpg raises when the first connection fails."""
    return await asyncpg.create_pool(
        dsn,
        min_size=smallest,
        max_size=largest,
        command_timeout=60,
        timeout=ACQUIRE_SECONDS,
        server_settings={"application_name": "balk", "timezone": "UTC", "jit": "off"},
    )


async def soon(
    db: asyncpg.Pool, look: Callable[[asyncpg.Connection], Awaitable[T]], *, seconds: float = SOON_SECONDS
) -> T:
    """What a small look-up finds. Raises TimeoutError where it takes longer, and then drops its connection: else a
    database that hangs would keep it, and those who ask again and again would soon have used up the pool."""
    async with asyncio.timeout(seconds), db.acquire() as connection:
        try:
            return await look(connection)
        except asyncio.CancelledError:
            connection.terminate()
            raise


async def retried(work: Callable[[], Awaitable[T]], *, tries: int = 3) -> T:
    """`work()`, again after a lost race or connection, at most `tries` times in all."""
    for attempt in range(1, tries + 1):
        try:
            return await work()
        except RETRIED:
            if attempt == tries:
                raise
            await asyncio.sleep(0.05 * attempt)
    raise AssertionError("unreachable")
