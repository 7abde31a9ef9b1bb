"""A backup and what is restored from it: the same, or nothing."""

import asyncio
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from backup.sample import OLD, fill, told
from balk.backup.programs import without_password
from balk.backup.write import write_backup
from balk.db import open_pool
from balk.embedded import BESIDE, Cluster, open_cluster
from balk.embedded.binaries import newest_binaries
from balk.ingest.writer import Writer
from balk.migrate import migrate, migration_files
from balk.sites import all_sites
from balk.views.close import close_idle_views
from cli.serving import Ended, balk, environment, served
from given import a_batch, a_site, a_view, touched


async def run(*arguments: str) -> Ended:
    return await asyncio.to_thread(balk, *arguments)


async def ask(dsn: str, sql: str) -> object:
    db = await asyncpg.connect(dsn)
    try:
        return await db.fetchval(sql)
    finally:
        await db.close()


@pytest_asyncio.fixture
async def backup(dsn: str, tmp_path: Path) -> Path:
    """A backup of a database with something of everything."""
    await fill(dsn)
    ended = await run("backup", str(tmp_path / "kept.balk"), "--database-url", dsn)
    assert ended.status == 0, ended.err
    return tmp_path / "kept.balk"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that holds one site, "mine"."""
    ended = balk("site", "add", "mine", "--origin", "https://a.example", "--data", str(tmp_path / "data"))
    assert ended.status == 0, ended.err
    return tmp_path / "data"


def names(data: Path) -> list[str]:
    """The sites in a data folder."""
    listed = balk("site", "list", "--json", "--data", str(data)).json()["sites"]
    assert isinstance(listed, list)
    return [site["site"] for site in listed]


async def test_what_is_restored_tells_the_same_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "kept.balk"
    with open_cluster(tmp_path / "data") as cluster:
        token = await fill(cluster.dsn())
        before = await told(cluster.dsn(), token)
        written = await run("backup", str(file), "--json", "--data", str(tmp_path / "data"))
    restored = await run("restore", str(file), "--json", "--data", str(tmp_path / "another"))

    with open_cluster(tmp_path / "another") as cluster:
        after = await told(cluster.dsn(), token)

    assert written.json() == {"backup": str(file), "bytes": file.stat().st_size}
    counts = {"accounts": 1, "sites": 2, "forms": 4, "views": 30, "answers": 4}
    assert restored.json() == {"restored": str(file), **counts, "applied": []}
    assert after == before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_a_restored_database_goes_on_where_the_other_was(backup: Path, tmp_path: Path) -> None:
    await run("restore", str(backup), "--data", str(tmp_path / "data"))

    with open_cluster(tmp_path / "data") as cluster:
        db = await open_pool(cluster.dsn())
        writer = Writer(db, patience=60)
        site = (await all_sites(db))[0]
        await writer.write(site, a_batch([a_view(form="new")]), datetime.now(UTC), False)
        new = await a_site(db, "third")
        await writer.close()
        forms = await db.fetchval("select count(distinct form_id) from form where site_id = $1", site.site_id)
        ids = await db.fetch("select site_id from site order by 1")
        await db.close()

    assert (forms, [row["site_id"] for row in ids]) == (3, [1, 2, new.site_id])


async def test_a_backup_under_load_is_one_moment(db: asyncpg.Pool, dsn: str, tmp_path: Path) -> None:
    writer = Writer(db, patience=60)
    site = await a_site(db)
    acknowledged: list[UUID] = []

    async def send() -> None:
        while True:
            view = a_view([touched("name")], attempts=1, outcome="api", **OLD)
            await writer.write(site, a_batch([view]), datetime.now(UTC), False)
            acknowledged.append(view.id)

    async def close() -> None:
        while True:
            await close_idle_views(db, site, datetime.now(UTC), limit=20)

    loads = [asyncio.create_task(work()) for work in (send, send, send, close)]
    while len(acknowledged) < 200:
        await asyncio.sleep(0.01)
    before = list(acknowledged)
    ended = await run("backup", str(tmp_path / "kept.balk"), "--database-url", dsn)
    sent_meanwhile = len(acknowledged) - len(before)
    for load in loads:
        load.cancel()
    await asyncio.gather(*loads, return_exceptions=True)
    await writer.close()
    await run("restore", str(tmp_path / "kept.balk"), "--data", str(tmp_path / "data"))

    with open_cluster(tmp_path / "data") as cluster:
        restored = await asyncpg.connect(cluster.dsn())
        opened = {row["view_id"] for row in await restored.fetch("select view_id from view_open")}
        closed = [row["view_id"] for row in await restored.fetch("select view_id from view_closed")]
        summed = await restored.fetchval("select coalesce(sum(views), 0)::int from form_day where days = 1")
        await restored.close()

    assert (ended.status, ended.err, sent_meanwhile > 0) == (0, "", True)
    assert (set(before) - opened - set(closed), opened & set(closed), len(closed)) == (set(), set(), summed)


async def test_a_file_that_was_cut_off_changes_nothing(backup: Path, data: Path) -> None:
    whole = backup.stat().st_size
    ended = []
    for size in (whole - 1, whole - 500, whole // 2, 5):
        os.truncate(backup, size)
        ended.append(await run("restore", str(backup), "--replace", "--data", str(data)))

    assert [(one.status, one.out, one.err.count("\n")) for one in ended] == [(1, "", 1)] * 4, ended
    assert await asyncio.to_thread(names, data) == ["mine"]


@pytest_asyncio.fixture
async def large(dsn: str) -> str:
    """The address of a database that takes a moment to write and to restore."""
    await fill(dsn)
    await ask(dsn, "insert into failed_login select md5(n::text), now() from generate_series(1, 150000) as n")
    return dsn


def started(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "balk", *arguments]
    return subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def has_beside(data: Path) -> bool:
    """Whether half a restored database is there; False while nobody answers."""
    with suppress(OSError, asyncpg.PostgresError):
        found = await ask(Cluster(data).dsn("postgres"), f"select count(*) from pg_database where datname = '{BESIDE}'")
        return found == 1
    return False


async def test_a_restore_that_was_killed_leaves_the_old_and_is_done_again(
    large: str, data: Path, tmp_path: Path
) -> None:
    file = str(tmp_path / "kept.balk")
    await run("backup", file, "--database-url", large)
    killed = started("restore", file, "--replace", "--yes", "--data", str(data))
    async with asyncio.timeout(60):
        while not await has_beside(data):
            await asyncio.sleep(0.005)
    killed.kill()
    killed.wait()

    after_kill = await asyncio.to_thread(names, data)
    again = await run("restore", file, "--replace", "--yes", "--data", str(data))

    assert (after_kill, again.status, await asyncio.to_thread(names, data)) == (["mine"], 0, ["other", "shop"])
    with open_cluster(data):
        assert not await has_beside(data)


async def test_a_backup_that_was_killed_never_has_the_name_and_the_next_takes_its_place(
    large: str, tmp_path: Path
) -> None:
    file, part = tmp_path / "kept.balk", tmp_path / "kept.balk.part"
    killed = started("backup", str(file), "--database-url", large)
    async with asyncio.timeout(60):
        while not part.exists() or part.stat().st_size < 100_000:
            await asyncio.sleep(0.002)
    killed.kill()
    killed.wait()

    after_kill = (file.exists(), part.exists())
    async with asyncio.timeout(60):  # until pg_dump, which outlived it, has let go
        while (again := await run("backup", str(file), "--database-url", large)).status != 0:
            assert again.err == f"balk: another backup is being written to {part}\n"

    restored = await run("restore", str(file), "--data", str(tmp_path / "data"))
    assert (after_kill, again.status, part.exists(), restored.status) == ((False, True), 0, False, 0)


async def test_a_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(backup: Path, dsn: str) -> None:
    (backup.parent / "notes").write_text("my notes")

    first = backup.stat().st_ino
    replaced = await run("backup", str(backup), "--database-url", dsn)
    refused = await run("backup", str(backup.parent / "notes"), "--database-url", dsn)

    assert (replaced.status, backup.stat().st_ino != first) == (0, True)
    assert (refused.status, refused.err.count("\n"), (backup.parent / "notes").read_text()) == (1, 1, "my notes")


async def test_what_is_there_is_replaced_only_where_that_was_said(backup: Path, data: Path) -> None:
    refused = await run("restore", str(backup), "--data", str(data))
    kept = await asyncio.to_thread(names, data)
    replaced = await run("restore", str(backup), "--replace", "--data", str(data))

    says = (
        f"{data} holds 1 site, 0 forms, 0 views, 0 answers and 0 accounts: with --replace the backup takes their place"
    )
    assert (refused, kept) == (Ended(1, "", f"balk: {says}\n"), ["mine"])
    assert replaced.out == "restored 2 sites, 4 forms, 30 views, 4 answers and 1 account\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
async def test_in_a_terminal_it_is_replaced_after_a_yes_only(backup: Path, data: Path) -> None:
    ours, theirs = os.openpty()
    os.write(ours, b"n\n")
    command = [sys.executable, "-m", "balk", "restore", str(backup), "--replace", "--data", str(data)]

    done = await asyncio.to_thread(
        subprocess.run, command, stdin=theirs, capture_output=True, text=True, env=environment(), timeout=120
    )

    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout, await asyncio.to_thread(names, data)) == (130, "", ["mine"])
    assert f"Replace 1 site, 0 forms, 0 views, 0 answers and 0 accounts in {data}?" in done.stderr


async def test_while_a_server_runs_a_backup_is_written_and_none_is_restored(tmp_path: Path) -> None:
    data, file = tmp_path / "data", str(tmp_path / "kept.balk")
    with served(data) as server:
        written = await run("backup", file, "--data", str(data))
        refused = await run("restore", file, "--replace", "--data", str(data))
        status = server.stop()

    says = f"the database in {data} is in use: first stop `balk serve`, or what else of Balk runs on it"
    assert (written.status, refused, status) == (0, Ended(1, "", f"balk: {says}\n"), 0)
    assert (await run("restore", file, "--data", str(data))).status == 0  # the site `demo` alone is nothing to lose


async def test_a_backup_of_an_older_balk_is_migrated(
    cluster_dsn: Callable[[str], str], tmp_path: Path, dsn: str
) -> None:
    older = tmp_path / "migrations"
    older.mkdir()
    for _, path in migration_files()[:-1]:
        shutil.copy(path, older)
    async with a_database(cluster_dsn) as address:
        db = await asyncpg.connect(address)
        await migrate(db, older)
        await db.close()
        await run("backup", str(tmp_path / "kept.balk"), "--database-url", address)

    restored = await run("restore", str(tmp_path / "kept.balk"), "--json", "--data", str(tmp_path / "data"))

    assert restored.json()["applied"] == [migration_files()[-1][1].name]


async def test_a_backup_of_a_newer_balk_is_refused(db: asyncpg.Pool, dsn: str, tmp_path: Path) -> None:
    file, known = tmp_path / "kept.balk", len(migration_files())
    await db.execute("insert into migration values (9000, '9000_later.sql', now())")
    await run("backup", str(file), "--database-url", dsn)
    await db.execute("delete from migration where number = 9000")

    refused = await run("restore", str(file), "--data", str(tmp_path / "data"))

    says = (
        f"{file} was made by a newer Balk (its database has migration 9000, this one knows {known}): upgrade Balk first"
    )
    assert refused == Ended(1, "", f"balk: {says}\n")


async def test_what_is_no_backup_of_balk_is_refused(
    cluster_dsn: Callable[[str], str], dsn: str, tmp_path: Path
) -> None:
    (tmp_path / "notes").write_text("my notes")
    async with a_database(cluster_dsn) as address:
        refused = await run("backup", str(tmp_path / "notes"), "--database-url", address)
        await asyncio.to_thread(write_backup, address, newest_binaries()[1], tmp_path / "empty.balk")

    said = [
        (await run("restore", str(tmp_path / name), "--data", str(tmp_path / "data"))).err
        for name in ("notes", "empty.balk", "nothing")
    ]

    there = [str(tmp_path / name) for name in ("notes", "empty.balk", "nothing")]
    assert (refused.status, refused.err) == (1, "balk: there is no Balk in this database\n")
    assert said == [
        f"balk: {there[0]} is no backup\n",
        f"balk: {there[1]} is a backup, but not of Balk\n",
        f"balk: there is no {there[2]}\n",
    ]


async def test_a_folder_without_a_balk_replaces_no_good_backup(backup: Path, tmp_path: Path) -> None:
    good = backup.read_bytes()

    ended = await run("backup", str(backup), "--data", str(tmp_path / "mistyped"))

    assert (ended.status, ended.err) == (1, f"balk: there is no Balk in {tmp_path / 'mistyped'}\n")
    assert (backup.read_bytes(), (tmp_path / "mistyped").exists()) == (good, False)


async def test_only_the_embedded_database_is_restored_or_upgraded(dsn: str, backup: Path) -> None:
    ended = [await run(*what, "--database-url", dsn) for what in (("restore", str(backup)), ("upgrade-database",))]

    assert [(one.status, one.err.count("\n")) for one in ended] == [(1, 1), (1, 1)]


@asynccontextmanager
async def a_database(cluster_dsn: Callable[[str], str]) -> AsyncIterator[str]:
    """The address of an empty one."""
    name = f"empty_{uuid4().hex[:12]}"
    await ask(cluster_dsn("postgres"), f"create database {name}")
    yield cluster_dsn(name)
    await ask(cluster_dsn("postgres"), f"drop database {name} with (force)")


@pytest.mark.parametrize(
    ("dsn", "address", "password"),
    [
        ("postgresql://a:b%20c@h:5/x?sslmode=require", "postgresql://a@h:5/x?sslmode=require", "b c"),
        ("postgresql://a@h/x?password=p%26q", "postgresql://a@h/x", "p&q"),
        ("postgresql:///x?host=%2Frun&user=a", "postgresql:///x?host=%2Frun&user=a", None),
        ("postgresql://a:@/x?host=/run", "postgresql://a@/x?host=%2Frun", ""),
    ],
)
def test_a_password_is_not_on_the_command_line(dsn: str, address: str, password: str | None) -> None:
    assert without_password(dsn) == (address, password)
