"""The disk fills up: Balk stops taking data in time, goes on reading, and takes data again once there is room."""

import asyncio
import os
import random
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from balk import jobs
from balk.cli.database import migrated
from balk.db import open_pool
from balk.disk import Disk
from balk.embedded import Cluster, open_cluster
from balk.ingest.writer import Writer
from cli.serving import Served, balk, served
from faults.aftermath import Aftermath, aftermath
from faults.load import Known, Load
from faults.test_kill import post
from given import ORIGIN, a_batch, a_site, a_view, body, eventually
from ingest.collecting import serving


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.6 GB, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1600m", "balk-test", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only who may mount a small disk can fill one: root, in no container without CAP_SYS_ADMIN")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """A file that takes the disk but for so many bytes."""
    found = os.statvfs(disk)
    file = disk / "somebody-elses"
    with file.open("wb") as out:
        with suppress(OSError):  # Balk writes at the same time: whatever is left is taken below
            os.posix_fallocate(out.fileno(), 0, found.f_bavail * found.f_frsize - leave)
        with suppress(OSError):
            while leave == 0:
                os.write(out.fileno(), bytes(1 << 16))
    return file


def test_it_warns_first_then_is_full_and_has_room_only_once_a_quarter_more_is_free(disk: Path) -> None:
    seen = Disk(disk, low_mb=400, least_mb=200)
    looks = {}
    for free in (500, 399, 201, 199, 240, 251, 401):
        file = fill(disk, leave=free * 1_000_000 + 500_000)
        seen.look()
        looks[free] = (seen.low, seen.full)
        file.unlink()

    assert looks == {
        500: (False, False),
        399: (True, False),
        201: (True, False),
        199: (True, True),
        240: (True, True),
        251: (True, False),
        401: (False, False),
    }


async def test_nothing_is_closed_while_the_disk_is_full(disk: Path, db: asyncpg.Pool) -> None:
    site, writer = await a_site(db), Writer(db, patience=60)
    done = a_view(attempts=1, outcome="api", age_ms=5_000_000, idle_ms=4_000_000)
    await writer.write(site, a_batch([done]), datetime.now(UTC), False)
    await writer.close()
    file = fill(disk, leave=100_000_000)
    async with Disk(disk, least_mb=200).watched() as seen:
        running = jobs.start(db, seen)
        file_was_there = [await open_views(db) for _ in range(20)]
        file.unlink()
        after = await eventually(lambda: open_views(db), lambda left: left == 0)
        await running.stop()

    assert (file_was_there, after) == ([1] * 20, 0)


async def test_a_database_that_says_that_its_disk_is_full_is_understood(disk: Path) -> None:
    with open_cluster(disk / "data") as cluster:
        await migrated(cluster.dsn())
        db = await open_pool(cluster.dsn())
        async with serving(db, Writer(db)) as server:

            async def sends() -> int:
                return (await server.post(body(a_batch([a_view() for _ in range(10)])))).status

            file = fill(disk, leave=0)
            refused = await within(sends, 503)
            error = (await server.post(body(a_batch([a_view() for _ in range(10)])))).json()
            file.unlink()
            again = await within(sends, 204)
            reasons = set(await server.refusals())
        await db.close()

    assert (refused, error, again) == (503, {"error": "the server's disk is full, try again"}, 204)
    assert reasons == {"disk_full"}


async def open_views(db: asyncpg.Pool) -> int:
    await asyncio.sleep(0)
    left: int = await db.fetchval("select count(*) from view_open")
    return left


class Reader:
    """A client of one server: what its answers are."""

    def __init__(self, server: Served, key: str, token: str, known: Known | None = None) -> None:
        self._url = server.url
        self._key = key
        self._known = known or Known()
        self._client = httpx.AsyncClient(timeout=10, headers={"Authorization": f"Bearer {token}"})

    async def sends(self) -> int:
        view = a_view()
        batch = a_batch([view])
        self._known.snapshots[view.id, view.seq] = view
        with suppress(httpx.HTTPError):
            status = await post(self._client, f"{self._url}/c/{self._key}", batch)
            if status == 204:
                self._known.acknowledge(batch)
            return status
        return 0

    async def answer(self, body: bytes) -> httpx.Response:
        headers = {"origin": ORIGIN, "content-type": "text/plain"}
        return await self._client.post(f"{self._url}/c/{self._key}", content=body, headers=headers)

    async def reads(self) -> int:
        with suppress(httpx.HTTPError):
            path = "/api/v1/sites/shop/forms/signup/report"
            return (await self._client.get(f"{self._url}{path}")).status_code
        return 0

    async def text(self, path: str) -> tuple[int, str]:
        answer = await self._client.get(f"{self._url}{path}")
        return answer.status_code, answer.text

    async def close(self) -> None:
        await self._client.aclose()


def a_shop(data: Path) -> tuple[str, str]:
    """Its key, and a token."""
    made = balk("site", "add", "shop", "--origin", ORIGIN, "--json", "--data", str(data)).json()
    token = balk("token", "add", "--site", "shop", "--json", "--data", str(data)).json()
    return str(made["key"]), str(token["token"])


def becomes(status: int) -> Callable[[int], bool]:
    return lambda answered: answered == status


async def within(question: Callable[[], Awaitable[Any]], status: int, seconds: float = 60) -> Any:
    return await eventually(question, becomes(status), seconds)


async def test_below_the_mark_nothing_is_collected_and_everything_read_until_there_is_room(disk: Path) -> None:
    data = disk / "data"
    key, token = await asyncio.to_thread(a_shop, data)
    with served(data, "--least-disk", "300", "--low-disk", "400") as server:
        reader = Reader(server, key, token)
        well = (await reader.sends(), await reader.reads(), await reader.text("/healthz"))
        file = fill(disk, leave=250_000_000)

        await within(reader.sends, 503, 10)
        answer = await reader.answer(b"{}")
        full = (await reader.reads(), await reader.text("/healthz"))
        file.unlink()
        again = await within(reader.sends, 204, 10)
        refused = await eventually(lambda: refusals(data), lambda counts: counts.get("disk_full", 0) >= 2)
        healthy = await reader.text("/healthz")
        await reader.close()
        status = server.stop()

    assert well == (204, 200, (200, "ok\n"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert answer.json() == {"error": "the server's disk is full, try again"}
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert full == (200, (200, "ok, but the disk is full: nothing is collected\n"))
    assert (again, set(refused), healthy, status) == (204, {"disk_full"}, (200, "ok\n"), 0)
    log = (disk / "serve.log").read_text()
    assert ["disk_full: nothing" in log, "disk_has_room" in log] == [True, True]


async def refusals(data: Path) -> dict[str, int]:
    """What the shop refused, by reason."""
    db = await asyncpg.connect(Cluster(data).dsn())
    rows = await db.fetch("select reason, sum(count)::int as count from refusal where site_id <> 0 group by reason")
    await db.close()
    return {row["reason"]: row["count"] for row in rows}


async def test_a_disk_that_is_full_at_one_stroke_loses_nothing_and_reading_goes_on(disk: Path) -> None:
    data = disk / "data"
    key, token = await asyncio.to_thread(a_shop, data)
    with served(data) as server:
        known = Known()
        reader = Reader(server, key, token, known)
        load = Load(server.url, key, known, random.Random(3))
        sending = asyncio.create_task(load.run())
        await load.reaches(100)
        ballast = data / "postgres" / "ballast"
        await eventually(lambda: asyncio.to_thread(ballast.exists), bool)

        file = fill(disk, leave=0)
        await let_its_log_run_full(data)
        refused = await within(reader.sends, 503)
        read = await within(reader.reads, 200)
        still_refused, given_up = await reader.sends(), not ballast.exists()
        file.unlink()
        again = await within(reader.sends, 204)
        await load.reaches(20)
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        await reader.close()
        status = server.stop()

    assert (refused, read, still_refused, given_up, again, status) == (503, 200, 503, True, 204, 0)
    assert await aftermath(data, known) == Aftermath({}, [], [], {})


async def let_its_log_run_full(data: Path) -> None:
    """Write into PostgreSQL's log, and nowhere else, until that ends it."""
    db = await asyncpg.connect(Cluster(data).dsn())
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        while True:
            await db.execute("select pg_logical_emit_message(true, 'balk', repeat('x', 100000))")
    db.terminate()
