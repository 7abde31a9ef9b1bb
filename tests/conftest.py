"""Real PostgreSQL for every test: one cluster a run, a database of its own, cloned from a migrated one, for each test.

BALK_TEST_DATABASE_URL names a PostgreSQL to use instead of the embedded one; its user must be able to create databases.
"""

import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from balk import db as database
from balk import embedded
from balk.embedded import launch
from balk.migrate import migrate
from told import pytest_terminal_summary, pytest_testnodedown  # noqa: F401  # hooks

_END_THE_OTHERS = """
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where datname = current_database()
      and pid <> pg_backend_pid()
"""
_TABLES = """
    select quote_ident(relname) as name
    from pg_class
    where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p')
      and not relispartition
      and relname <> 'migration'
"""


def _with_database(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


def _without_fsync(data: Path) -> embedded.Cluster:
    """A cluster to be thrown away; what must survive a kill is tried on others (tests/faults)."""
    with patch.dict(launch._SETTINGS, {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}):
        return embedded.open_cluster(data)


@pytest.fixture(scope="session")
def cluster_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a database of the test cluster, by the database's name."""
    given = os.environ.get("BALK_TEST_DATABASE_URL")
    if given:
        yield lambda name: _with_database(given, name)
        return
    cluster = _without_fsync(Path(tmp_path_factory.mktemp("cluster")) / "data")
    yield cluster.dsn
    cluster.close()


@pytest_asyncio.fixture(scope="session")
async def template_database(cluster_dsn: Callable[[str], str]) -> AsyncIterator[str]:
    """The name of a migrated database to clone."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(cluster_dsn("postgres"))
    await admin.execute(f"create database {name}")
    migrated = await asyncpg.connect(cluster_dsn(name))
    await migrate(migrated)
    await migrated.close()
    yield name
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture(scope="session")
async def emptied(cluster_dsn: Callable[[str], str]) -> AsyncIterator[list[str]]:
    """The names of databases that an earlier test has done with: emptying one is ten times faster than making one."""
    names: list[str] = []
    yield names
    admin = await asyncpg.connect(cluster_dsn("postgres"))
    for name in names:
        await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture
async def dsn(cluster_dsn: Callable[[str], str], template_database: str, emptied: list[str]) -> AsyncIterator[str]:
    """The address of a migrated, empty database that nobody else uses."""
    if emptied:
        name = emptied.pop()
    else:
        name = f"test_{uuid.uuid4().hex[:12]}"
        admin = await asyncpg.connect(cluster_dsn("postgres"))
        await admin.execute(f"create database {name} template {template_database}")
        await admin.close()
    yield cluster_dsn(name)
    used = await asyncpg.connect(cluster_dsn(name))
    await used.execute(_END_THE_OTHERS)
    tables = [row["name"] for row in await used.fetch(_TABLES)]
    await used.execute(f"truncate {', '.join(tables)} restart identity")
    await used.close()
    emptied.append(name)


@pytest_asyncio.fixture
async def db(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a migrated database that nobody else uses."""
    pool = await database.open_pool(dsn, largest=5)
    yield pool
    await pool.close()
