"""The storage tests once more, on a Citus cluster: one database, migrated and spread, emptied between the tests.

BALK_CITUS_URL names it: an empty database of the cluster's coordinator, in which `create extension citus` was done or
can be. BALK_CITUS_URL=plain takes the same way on the everyday PostgreSQL, without the extension, to try all but the
spreading.
"""

import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from msgspec import Struct

from balk import db as database
from balk.distribute import GROWING, TABLES, distribute
from balk.ingest.writer import Writer
from balk.migrate import migrate
from given import a_batch, a_site, a_view, an_answer

PLAIN = "plain"
HERE = Path(__file__).parent
collect_ignore = [] if os.environ.get("BALK_CITUS_URL") else [path.name for path in HERE.glob("test_[!p]*.py")]
"""Without a cluster there is one line about it, from test_present.py, and not one for each test."""
SMALL = ("session", "login_link", "failed_login", "account", "api_token", "success_rule", "built_module", "site")
"""In an order in which they can be emptied."""


class Cluster(Struct, frozen=True):
    """The database under test, and what making it has shown."""

    dsn: str
    spread: list[str]
    """The statements that spread its tables."""
    again: list[str]
    """Those of a second time."""
    before: dict[str, int]
    """Rows that were there before its tables were spread, by table."""
    after: dict[str, int]
    is_citus: bool


@pytest_asyncio.fixture(scope="session")
async def citus(cluster_dsn: Callable[[str], str]) -> AsyncIterator[Cluster]:
    """The cluster, with rows in it that were collected before it was one."""
    url = os.environ["BALK_CITUS_URL"]
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        pytest.skip("one process at a time has the Citus of BALK_CITUS_URL")
    if url == PLAIN:
        admin = await asyncpg.connect(cluster_dsn("postgres"))
        await admin.execute("drop database if exists not_citus with (force)")
        await admin.execute("create database not_citus")
        await admin.close()
    dsn = cluster_dsn("not_citus") if url == PLAIN else url
    connection = await asyncpg.connect(dsn)
    assert await connection.fetchval("select to_regclass('migration') is null"), "BALK_CITUS_URL: is not empty"
    if url != PLAIN:
        await connection.execute("create extension if not exists citus")
    await migrate(connection)
    await _collect_something(dsn)
    before = await _counted(connection)
    spread = await distribute(connection)
    yield Cluster(dsn, spread, await distribute(connection), before, await _counted(connection), is_citus=url != PLAIN)
    for table in (*sorted(GROWING), *SMALL, "migration"):
        await connection.execute(f"drop table {table}")
    await connection.close()


async def _collect_something(dsn: str) -> None:
    pool = await database.open_pool(dsn)
    writer = Writer(pool)
    for name in ("early", "bird"):
        view = a_view()
        await writer.write(
            await a_site(pool, name), a_batch([view], answers=[an_answer(view)]), datetime.now(UTC), False
        )
    await writer.close()
    await pool.close()


async def _counted(connection: asyncpg.Connection) -> dict[str, int]:
    return {table: await connection.fetchval(f"select count(*) from {table}") for table in TABLES}


@pytest_asyncio.fixture
async def dsn(citus: Cluster) -> AsyncIterator[str]:
    """The address of the cluster, emptied. Tables are emptied one by one: a cluster does not take all kinds at once."""
    connection = await asyncpg.connect(citus.dsn)
    for table in sorted(GROWING):
        await connection.execute(f"truncate {table}")
    for table in SMALL:
        await connection.execute(f"delete from {table}")
    await connection.close()
    yield citus.dsn


@pytest_asyncio.fixture
async def db(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on the cluster."""
    pool = await database.open_pool(dsn, largest=5)
    yield pool
    await pool.close()
