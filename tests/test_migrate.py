"""Migrations: once each, in order, under a lock."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from balk import assets
from balk.distribute import GROWING
from balk.migrate import DatabaseIsNewer, migrate, migration_files, statements


@pytest_asyncio.fixture
async def empty(cluster_dsn: Callable[[str], str]) -> AsyncIterator[str]:
    """The address of an empty database."""
    name = f"empty_{uuid4().hex[:12]}"
    admin = await asyncpg.connect(cluster_dsn("postgres"))
    await admin.execute(f"create database {name}")
    yield cluster_dsn(name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def migrating(dsn: str, folder: Path | None = None) -> list[str]:
    db = await asyncpg.connect(dsn)
    try:
        return await migrate(db, folder)
    finally:
        await db.close()


async def ask(dsn: str, sql: str) -> object:
    db = await asyncpg.connect(dsn)
    try:
        return await db.fetchval(sql)
    finally:
        await db.close()


def names() -> list[str]:
    return [path.name for _, path in migration_files()]


async def test_each_is_applied_once(empty: str) -> None:
    assert [await migrating(empty), await migrating(empty)] == [names(), []]


async def test_processes_that_migrate_at_once_apply_each_once(empty: str) -> None:
    applied = await asyncio.gather(*(migrating(empty) for _ in range(4)))

    assert sorted(applied) == [[], [], [], names()]


async def test_a_database_newer_than_the_code_is_refused_with_a_sentence(empty: str) -> None:
    await migrating(empty)
    await ask(empty, "insert into migration values (9000, '9000_later.sql', now())")

    with pytest.raises(DatabaseIsNewer, match=r"the database has migration 9000, this Balk knows .*: upgrade Balk"):
        await migrating(empty)


async def test_days_that_are_there_are_added_up_to_longer_rows(empty: str, tmp_path: Path) -> None:
    for number, path in migration_files():
        if number <= 8:
            shutil.copy(path, tmp_path)
    await migrating(empty, tmp_path)
    days = ("2026-11-15", "2026-11-16", "2026-11-22", "2026-11-23", "2026-12-06", "2026-12-07")
    for at, day in enumerate(days):
        await ask(empty, f"insert into error_day values (1, 1, '{day}', 0, 'no', 1, 1, 1, {10**at}, 1)")

    await migrating(empty)

    rows = """
        select string_agg(concat_ws(' ', days, day, count), ', ' order by days, day) from error_day where days > 1
    """
    assert await ask(empty, rows) == (
        "7 2026-11-09 1, 7 2026-11-16 110, 7 2026-11-23 1000, 7 2026-11-30 10000, 7 2026-12-07 100000, "
        "28 2026-11-09 11111, 28 2026-12-07 100000"
    )


async def test_one_that_fails_leaves_nothing_and_is_tried_again(empty: str, tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("create table one (n int);\n")
    (tmp_path / "0002_second.sql").write_text("create table two (n int);\ncreate table one (n int);\n")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrating(empty, tmp_path)
    left = await ask(empty, "select array[to_regclass('one') is not null, to_regclass('two') is not null]")
    (tmp_path / "0002_second.sql").write_text("create table two (n int);\n")

    assert (left, await migrating(empty, tmp_path)) == ([True, False], ["0002_second.sql"])


def test_a_number_that_is_missing_or_stands_twice_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "0001_first.sql").write_text("select 1;\n")
    (tmp_path / "0001_other.sql").write_text("select 1;\n")

    with pytest.raises(ValueError, match="not numbered 1 to 2"):
        migration_files(tmp_path)


def test_a_file_is_taken_apart_into_single_statements() -> None:
    text = "-- why; because\n\ncreate table a (\n    n int  -- of; something\n);\n\ncreate index on a (n);\n"

    assert statements(text) == ["create table a (\n    n int  -- of; something\n)", "create index on a (n)"]


@pytest.mark.parametrize("path", sorted(assets.migrations().glob("*.sql")), ids=lambda path: path.name)
async def test_every_statement_is_one_that_a_cluster_takes_alone(path: Path, db: asyncpg.Pool) -> None:
    async with db.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("drop schema public cascade")
        await connection.execute("create schema public")
        for earlier in sorted(path.parent.glob("*.sql")):
            for statement in statements(earlier.read_text()) if earlier <= path else []:
                # The extended protocol, which `fetch` uses, refuses two statements in one.
                await connection.fetch(statement)
        there = await connection.fetchval("select count(*) > 0 from pg_tables where schemaname = 'public'")
        await transaction.rollback()  # another test gets this database after this one

    assert there


async def test_growing_tables_have_the_site_first_in_every_key(db: asyncpg.Pool) -> None:
    """What lets the same schema be spread over a cluster of machines."""
    rows = await db.fetch(
        """
        select c.relname as table, a.attname as first
        from pg_index i
        join pg_class c on c.oid = i.indrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indisunique and c.relnamespace = 'public'::regnamespace
        """
    )

    assert {row["table"] for row in rows} >= GROWING
    assert {row["first"] for row in rows if row["table"] in GROWING} == {"site_id"}
