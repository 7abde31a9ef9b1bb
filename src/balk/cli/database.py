"""A command's way to the database: the embedded one, started where it does not run, or the owner's."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import asyncpg

from balk.db import open_pool
from balk.migrate import migrate
from balk.settings import Settings

T = TypeVar("T")


@contextmanager
def database(settings: Settings, *, watched: bool = False) -> Iterator[str]:
    """The address of the database, there for as long as the block lasts; looked after where it is `watched`."""
    if settings.database_url:
        yield settings.database_url
        return
    from balk.embedded import open_cluster  # only here: it needs what only Unix has

    with open_cluster(settings.data) as cluster:
        if watched:
            cluster.watch()
        yield cluster.dsn()


async def migrated(dsn: str) -> list[str]:
    """Bring the schema up to date and return what was applied."""
    db = await asyncpg.connect(dsn, timeout=10)
    try:
        return await migrate(db)
    finally:
        await db.close()


async def on_pool(dsn: str, work: Callable[[asyncpg.Pool], Awaitable[T]]) -> T:
    """`work` with a pool on the migrated database."""
    await migrated(dsn)
    pool = await open_pool(dsn, largest=4)
    try:
        return await work(pool)
    finally:
        await pool.close()


def run(settings: Settings, work: Callable[[asyncpg.Pool], Awaitable[T]]) -> T:
    """`work` on the database that `settings` name, from start to end."""
    with database(settings) as dsn:
        return asyncio.run(on_pool(dsn, work))
