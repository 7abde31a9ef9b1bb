"""A command's way to the database: the embedded one, started where it does not run, or the owner's."""

import asyncio
import errno
import re
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import asyncpg
from msgspec import Struct

from balk.cli.failing import Refused
from balk.db import open_pool
from balk.distribute import distribute
from balk.migrate import migrate
from balk.settings import Settings

T = TypeVar("T")

ANSWERS_WITHIN_S = 10
_PORT = re.compile(r":[0-9]+$")


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


async def connected(dsn: str) -> asyncpg.Connection:
    """A connection of its own. Raises Refused, saying where, when no PostgreSQL answers."""
    try:
        return await asyncpg.connect(dsn, timeout=ANSWERS_WITHIN_S)
    except TimeoutError as error:
        raise Refused(f"no PostgreSQL answers at {place(dsn)} within {ANSWERS_WITHIN_S} s") from error
    except OSError as error:
        raise Refused(f"no PostgreSQL answers at {place(dsn)}{_why(error)}") from error
    except (ValueError, asyncpg.ClientConfigurationError) as error:
        # Not what it says: that may quote a part of the password.
        raise Refused(
            "--database-url cannot be read: it looks like postgresql://user:password@host/database"
        ) from error


def place(dsn: str) -> str:
    """HOST:PORT of an address, or the folder of its socket; never its password."""
    parts = urlsplit(dsn)
    asked = parse_qs(parts.query)
    hosts = parts.netloc.rpartition("@")[2] or ",".join(asked.get("host", []))
    port = asked.get("port", ["5432"])[0]
    if not hosts:
        return "this machine's usual sockets"
    return ", ".join(
        host if host.startswith("/") or _PORT.search(host) else f"{host}:{port}" for host in hosts.split(",")
    )


def _why(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return ": nobody knows a host of that name"
    return {errno.ENOENT: ": there is no socket", errno.EACCES: ": its socket may not be used"}.get(
        error.errno or 0, ""
    )


class Migrated(Struct, frozen=True):
    """What was done to a database: migrations by name, and on a Citus cluster the statements that spread tables."""

    applied: list[str]
    spread: list[str]


async def migrated(dsn: str) -> Migrated:
    """Bring the schema up to date, spread over the machines of a cluster where it is one."""
    db = await connected(dsn)
    try:
        return Migrated(await migrate(db), await distribute(db))
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
