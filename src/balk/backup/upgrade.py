"""A data folder of an older PostgreSQL, brought to the newest on this machine.

    DATA/upgrade/               the new cluster while it is made, and the dump; what a kill left there is removed
    DATA/postgres/cluster-15/   the old files, kept

Until the new files take the old ones' name, at the very end, nothing of the old changes. So one that was killed is run
again from the start.
"""

import asyncio
import os
import shutil
from pathlib import Path

import asyncpg
from msgspec import Struct

from balk.backup.programs import dump, restore
from balk.embedded.binaries import newest_binaries
from balk.embedded.cluster import Cluster, open_cluster, remove_data
from balk.embedded.launch import ClusterFailed
from balk.embedded.private_files import make_folder


class Upgraded(Struct, frozen=True):
    """From which major version of PostgreSQL to which; `kept` is where the old files are, None where all was new."""

    before: int
    after: int
    kept: Path | None


def upgrade_cluster(data: Path) -> Upgraded:
    """Bring the cluster in `data` to the newest PostgreSQL. Raises ClusterFailed, ProgramFailed, NoPostgres."""
    data = Path(os.path.abspath(data))
    if not any((data / "postgres" / name).exists() for name in ("cluster", "cluster.upgraded")):
        raise ClusterFailed(f"there is no database in {data}")
    with open_cluster(data) as old, old.alone():
        remove_data(data / "upgrade")
        newest, programs = newest_binaries()
        before = old.major or newest
        if before >= newest:
            return Upgraded(before, before, None)
        make_folder(data / "upgrade", old.account)
        try:
            _make(data / "upgrade", programs, old)
            kept = old.take_files(data / "upgrade" / "postgres" / "cluster")
        finally:
            remove_data(data / "upgrade")
    return Upgraded(before, newest, kept)


def _make(beside: Path, programs: Path, old: Cluster) -> None:
    """A stopped cluster in `beside` that holds what the old one does."""
    there = asyncio.run(_sums(old.dsn()))
    if shutil.disk_usage(beside).free < 1.5 * there.bytes:
        raise ClusterFailed(f"the upgrade needs {1.5 * there.bytes / 1e9:.1f} GB free in {beside.parent}")
    dumped = beside / "dump"  # in a folder of mode 0700
    dump(old.dsn(), programs, dumped)  # PostgreSQL's advice: the newer programs dump the older server
    with open_cluster(beside, programs) as new:
        restore(new.dsn(), programs, dumped)
        asyncio.run(_analyze(new.dsn()))
        here = asyncio.run(_sums(new.dsn()))
    if here.rows != there.rows:
        apart = sorted(name for name in there.rows | here.rows if there.rows.get(name) != here.rows.get(name))
        raise ClusterFailed(f"the upgraded database does not hold what the old one does: {', '.join(apart)}")


async def _analyze(dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    try:
        await db.execute("analyze")
    finally:
        await db.close()


class _Sums(Struct, frozen=True):
    """The size of a database, and of every table and sequence how many rows it has, or where it stands."""

    bytes: int
    rows: dict[str, int | None]


async def _sums(dsn: str) -> _Sums:
    db = await asyncpg.connect(dsn)
    try:
        rows: dict[str, int | None] = {}
        for name in await db.fetch(
            """
            select format('%I.%I', nspname, relname) as name
            from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where relkind = 'r' and nspname !~ '^pg_' and nspname <> 'information_schema'
            """
        ):
            rows[name["name"]] = await db.fetchval(f"select count(*) from {name['name']}")
        for sequence in await db.fetch(
            "select schemaname || '.' || sequencename as name, last_value from pg_sequences"
        ):
            rows[sequence["name"]] = sequence["last_value"]
        return _Sums(await db.fetchval("select pg_database_size(current_database())"), rows)
    finally:
        await db.close()
