"""Real PostgreSQL for every test: one cluster a run, a database of its own, cloned from a migrated one, for each test.

BALK_TEST_DATABASE_URL names a PostgreSQL to use instead of the embedded one; its user must be able to create databases.
"""

import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
import pytest_asyncio

from balk import db as database
from balk import embedded
from balk.migrate import migrate


def _with_database(dsn: str, name: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def cluster_dsn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The address of a database of the test cluster, by the database's name."""
    given = os.environ.get("BALK_TEST_DATABASE_URL")
    if given:
        yield lambda name: _with_database(given, name)
        return
    cluster = embedded.open_cluster(Path(tmp_path_factory.mktemp("cluster")) / "data")
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


@pytest_asyncio.fixture
async def dsn(cluster_dsn: Callable[[str], str], template_database: str) -> AsyncIterator[str]:
    """The address of a migrated database that nobody else uses."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(cluster_dsn("postgres"))
    await admin.execute(f"create database {name} template {template_database} strategy file_copy")
    yield cluster_dsn(name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture
async def db(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a migrated database that nobody else uses."""
    pool = await database.open_pool(dsn, largest=5)
    yield pool
    await pool.close()
