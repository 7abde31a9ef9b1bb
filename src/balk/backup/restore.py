"""A restore: a backup becomes the database at one stroke, or nothing changes."""

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncpg
from msgspec import Struct

from balk.backup.contents import Contents, contents
from balk.backup.programs import BEGINNING, restore, rows_in
from balk.embedded import BESIDE, Cluster
from balk.migrate import migrate, migration_files


class NoBackup(Exception):
    """The file cannot be restored by this Balk; the text says why."""


class Restored(Struct, frozen=True):
    """What is there now, and the migrations that its backup had not had."""

    contents: Contents
    applied: list[str]


def check_backup(file: Path, programs: Path) -> None:
    """Raises NoBackup for a file that is none of Balk, or of a newer one; ProgramFailed; OSError."""
    with file.open("rb") as begins:
        if begins.read(len(BEGINNING)) != BEGINNING:
            raise NoBackup(f"{file} is no backup")
    done = [int(row.split("\t")[0]) for row in rows_in(programs, file, "migration")]
    if not done:
        raise NoBackup(f"{file} is a backup, but not of Balk")
    known = len(migration_files())
    if max(done) > known:
        raise NoBackup(
            f"{file} was made by a newer Balk (its database has migration {max(done)}, this one knows {known}): "
            "upgrade Balk first"
        )


def restore_backup(cluster: Cluster, file: Path) -> Restored:
    """Put the backup in the place of the database `balk`, migrated. The caller is alone on the cluster.

    It is made whole beside it and then takes its name in one transaction: until then, and where this is killed or
    raises (ProgramFailed and what asyncpg raises), the old one stays as it is.
    """
    asyncio.run(_make(cluster.dsn("postgres")))
    try:
        restore(cluster.dsn(BESIDE), cluster.programs, file)
        restored = asyncio.run(_prepare(cluster.dsn(BESIDE)))
        asyncio.run(_swap(cluster.dsn("postgres")))
    except BaseException:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # the next who starts it does it, too
            asyncio.run(_drop(cluster.dsn("postgres")))
        raise
    asyncio.run(_drop(cluster.dsn("postgres")))
    return restored


async def _make(dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    try:
        await db.execute(f"drop database if exists {BESIDE} with (force)")
        await db.execute(f"create database {BESIDE} template template0")
    finally:
        await db.close()


async def _prepare(dsn: str) -> Restored:
    db = await asyncpg.connect(dsn)
    try:
        applied = await migrate(db)
        await db.execute("analyze")
        return Restored(await contents(db), applied)
    finally:
        await db.close()


async def _swap(dsn: str) -> None:
    """Exchange the names of the two databases."""
    db = await asyncpg.connect(dsn)
    try:
        await db.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'balk'")
        async with db.transaction():
            await db.execute("alter database balk rename to balk_between")
            await db.execute(f"alter database {BESIDE} rename to balk")
            await db.execute(f"alter database balk_between rename to {BESIDE}")
    finally:
        await db.close()


async def _drop(dsn: str) -> None:
    """What is beside by now: the old database, or half a new one."""
    db = await asyncpg.connect(dsn)
    try:
        await db.execute(f"drop database if exists {BESIDE} with (force)")
    finally:
        await db.close()
