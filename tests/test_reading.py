"""Reports from a replica: what shows where, while it lags and when it is gone. A real one, by streaming replication."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

import given as g
from balk.accounts import add_account, add_token
from balk.app import create_app
from balk.db import open_pool
from balk.embedded import Cluster, open_cluster
from balk.ingest.writer import Writer
from balk.migrate import migrate
from balk.reading import Reading
from balk.settings import Settings
from balk.sites import site_by_name
from replica import Replica, replica_of

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def primary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with open_cluster(tmp_path_factory.mktemp("primary") / "data") as cluster:
        yield cluster


@pytest_asyncio.fixture
async def db(primary: Cluster) -> AsyncIterator[asyncpg.Pool]:
    """The primary's pool, on an empty database."""
    connection = await asyncpg.connect(primary.dsn())
    await connection.execute("drop schema public cascade")
    await connection.execute("create schema public")
    await migrate(connection)
    await connection.close()
    pool = await open_pool(primary.dsn())
    yield pool
    await pool.close()


@pytest.fixture
def replica(primary: Cluster, db: asyncpg.Pool, tmp_path: Path) -> Iterator[Replica]:
    with replica_of(primary, tmp_path / "replica") as running:
        yield running


@asynccontextmanager
async def reading_from(replica: Replica, primary: Cluster) -> AsyncIterator[Litestar]:
    """The application, running."""
    settings = Settings(data=Path("unused"), database_url=primary.dsn(), read_database_url=replica.dsn)
    app = create_app(settings, primary.dsn())
    async with app.lifespan():
        yield app


def a_browser(app: Litestar) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # Litestar's own types
    return httpx.AsyncClient(transport=transport, base_url="http://balk.example")


async def a_view_more(db: asyncpg.Pool) -> None:
    """One more view of the site "shop"."""
    site = await site_by_name(db, "shop") or await g.a_site(db)
    writer = Writer(db)
    await writer.write(site, g.a_batch([g.a_view()]), datetime.now(UTC), False)
    await writer.close()


async def paused(replica: Replica) -> asyncpg.Connection:
    """A connection to the replica, which applies nothing more until `pg_wal_replay_resume()`."""
    connection = await asyncpg.connect(replica.dsn)
    await connection.execute("select pg_wal_replay_pause()")
    await g.eventually(
        lambda: connection.fetchval("select pg_get_wal_replay_pause_state()"), lambda state: state == "paused"
    )
    return connection


async def has_caught_up(db: asyncpg.Pool, replica: Replica) -> None:
    lsn = await db.fetchval("select pg_current_wal_lsn()::text")
    connection = await asyncpg.connect(replica.dsn)
    await g.eventually(
        lambda: connection.fetchval("select pg_last_wal_replay_lsn() >= $1::text::pg_lsn", lsn), lambda seen: bool(seen)
    )
    await connection.close()


async def started(client: httpx.AsyncClient, token: str) -> int:
    """How many starts the API tells."""
    answer = await client.get("/api/v1/sites/shop/forms", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return sum(form["started"] for form in answer.json()["forms"])


async def a_token(db: asyncpg.Pool) -> str:
    site = await site_by_name(db, "shop")
    assert site is not None
    return await add_token(db, site, "read", datetime.now(UTC))


async def test_reports_are_read_from_the_replica(db: asyncpg.Pool, primary: Cluster, replica: Replica) -> None:
    await a_view_more(db)
    token = await a_token(db)
    await has_caught_up(db, replica)
    told = await paused(replica)
    await a_view_more(db)

    async with reading_from(replica, primary) as app, a_browser(app) as client:
        while_paused = await started(client, token)
        await told.execute("select pg_wal_replay_resume()")
        await told.close()
        later = await g.eventually(lambda: started(client, token), lambda count: count == 2)

    assert (while_paused, later) == (1, 2)


async def test_a_replica_that_was_killed_costs_nobody_an_answer(
    db: asyncpg.Pool, primary: Cluster, replica: Replica
) -> None:
    await a_view_more(db)
    token = await a_token(db)
    await has_caught_up(db, replica)
    async with reading_from(replica, primary) as app, a_browser(app) as client:
        before = await started(client, token)
        replica.kill()
        await a_view_more(db)
        after = [await started(client, token) for _ in range(3)]

    assert (before, after) == (1, [2, 2, 2])


async def test_who_changed_something_sees_it_changed_at_once(
    db: asyncpg.Pool, primary: Cluster, replica: Replica
) -> None:
    await a_view_more(db)
    for who in ("ada", "bob"):
        await add_account(db, f"{who}@shop.example", PASSWORD, "owner", datetime.now(UTC))
    await has_caught_up(db, replica)
    told = await paused(replica)
    async with reading_from(replica, primary) as app, a_browser(app) as ada, a_browser(app) as bob:
        for browser, who in ((ada, "ada"), (bob, "bob")):
            signed = await browser.post("/login", data={"email": f"{who}@shop.example", "password": PASSWORD})
            assert signed.status_code == 303
        csrf = await db.fetchval("select csrf from session join account using (account_id) where email like 'ada%'")
        renamed = await ada.post(
            "/sites/shop/forms/signup/fields", data={"csrf": csrf, "do": "name", "name": "Newsletter"}
        )
        pages = {
            "ada": (await ada.get("/sites/shop")).text,
            "ada's report": (await ada.get("/sites/shop/forms/signup")).text,
            "bob": (await bob.get("/sites/shop")).text,
            "bob's fields": (await bob.get("/sites/shop/forms/signup/fields")).text,
        }
    await told.execute("select pg_wal_replay_resume()")
    await told.close()

    assert renamed.status_code == 303
    assert {name: "Newsletter" in text for name, text in pages.items()} == {
        "ada": True,
        "ada's report": True,
        "bob": False,
        "bob's fields": True,
    }


async def test_a_replica_without_the_newest_migration_is_left_alone(db: asyncpg.Pool, replica: Replica) -> None:
    await has_caught_up(db, replica)
    pool = await open_pool(replica.dsn, smallest=0)
    known = await db.fetchval("select max(number) from migration")

    fits, lacks = Reading(db, pool, migrations=known), Reading(db, pool, migrations=known + 1)

    assert (await fits.pool() is pool, await lacks.pool() is db) == (True, True)
    await pool.close()


async def test_a_replica_that_is_back_is_read_again(db: asyncpg.Pool, primary: Cluster, tmp_path: Path) -> None:
    data = tmp_path / "replica"
    with replica_of(primary, data) as running:
        pool = await open_pool(running.dsn, smallest=0)
        reading = Reading(db, pool, rest=0.2)
        first = await reading.pool()
    gone = await reading.pool()
    with open_cluster(data):
        back = await g.eventually(reading.pool, lambda chosen: chosen is pool, seconds=30)
    await pool.close()

    assert (first is pool, gone is db, back is pool) == (True, True, True)


async def test_a_word_that_no_change_gave_is_no_error(db: asyncpg.Pool, replica: Replica) -> None:
    await has_caught_up(db, replica)
    pool = await open_pool(replica.dsn, smallest=0)
    reading = Reading(db, pool)

    for word in ("nonsense", "0/0' or true --", "", "FFFFFFFFF/0"):
        assert await reading.pool(word) is pool
    await pool.close()


async def test_without_a_replica_the_primary_is_read_and_nothing_is_remembered(db: asyncpg.Pool) -> None:
    reading: Any = Reading(db)

    assert (await reading.pool("0/1"), await reading.changed()) == (db, None)
