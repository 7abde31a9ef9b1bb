"""Migrations: plain numbered SQL, forward only, each once, under a lock."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from balk import assets

_LOCK = 0x62616C6B
"""Advisory lock that one migrating process holds: "balk" in ASCII."""


class DatabaseIsNewer(Exception):
    """The database was migrated by a newer Balk than this one."""


def migration_files(folder: Path | None = None) -> list[tuple[int, Path]]:
    """Every migration with its number, in order. Raises ValueError when a number is missing or stands twice."""
    found = sorted((folder or assets.migrations()).glob("[0-9][0-9][0-9][0-9]_*.sql"))
    numbered = [(int(path.name[:4]), path) for path in found]
    if [number for number, _ in numbered] != list(range(1, len(numbered) + 1)):
        raise ValueError(f"migrations are not numbered 1 to {len(numbered)}: {[path.name for path in found]}")
    return numbered


def statements(sql: str) -> list[str]:
    """The statements of a migration, one each (a cluster takes only one per execute); comments are dropped.

    A migration holds no function bodies and no semicolon inside a string, so a semicolon at a line's end ends one.
    """
    bare = "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))
    return [part.strip() for part in re.split(r";[ \t]*(?:\n|\Z)", bare) if part.strip()]


@asynccontextmanager
async def locked(db: asyncpg.Connection) -> AsyncIterator[None]:
    """While the block runs no other process changes the schema."""
    await db.execute("select pg_advisory_lock($1)", _LOCK)
    try:
        yield
    finally:
        await db.execute("select pg_advisory_unlock($1)", _LOCK)


async def migrate(db: asyncpg.Connection, folder: Path | None = None) -> list[str]:
    """Bring the schema up to date and return the names of the migrations applied.

    Raises DatabaseIsNewer when the database has migrations that this Balk does not know.
    """
    files = migration_files(folder)
    async with locked(db):
        await db.execute("create table if not exists migration (number int primary key, name text, at timestamptz)")
        done = await db.fetchval("select coalesce(max(number), 0) from migration")
        if done > len(files):
            raise DatabaseIsNewer(
                f"the database has migration {done}, this Balk knows {len(files)}: upgrade Balk, or restore a backup"
            )
        for number, path in files[done:]:
            async with db.transaction():
                for statement in statements(path.read_text()):
                    await db.execute(statement)
                await db.execute("insert into migration values ($1, $2, clock_timestamp())", number, path.name)
        return [path.name for _, path in files[done:]]
