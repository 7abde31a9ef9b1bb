"""Two servers behind a balancer and the background work apart, on one database."""

import asyncio
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx

from balk.report.friction import friction_report
from balk.report.shape import Filters
from balk.sites import Site
from cli.serving import balk, environment, served
from given import ORIGIN, a_batch, a_site, a_view, body, eventually, touched

HEADERS = {"Origin": ORIGIN, "Content-Type": "text/plain;charset=UTF-8"}


@contextmanager
def at_work(dsn: str) -> Iterator[None]:
    """`balk worker` while the block runs."""
    command = [sys.executable, "-m", "balk", "worker", "--database-url", dsn]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stderr is not None
        try:
            assert "working\n" in process.stderr
            yield
        finally:
            process.terminate()


async def send(urls: list[str], site: Site, number: int) -> None:
    """So many views, each in two snapshots, the newer sent to every server and the older once more after it."""
    async with httpx.AsyncClient(timeout=30) as client:
        for at in range(number):
            view_id, visit = uuid.uuid4(), uuid.uuid4()
            old, new = (
                body(
                    a_batch(
                        [a_view([touched("name")], id=view_id, seq=seq, age_ms=9_000_000, idle_ms=8_000_000)],
                        visit=visit,
                    )
                )
                for seq in (1, 2)
            )
            here, there = urls[at % 2], urls[(at + 1) % 2]
            for url, message in ((here, old), (there, new), (here, new), (there, old)):
                sent = await client.post(f"{url}/c/{site.key}", content=message, headers=HEADERS)
                assert sent.status_code == 204, sent.text


async def test_two_servers_and_a_worker_count_every_view_once(db: asyncpg.Pool, dsn: str, tmp_path: Path) -> None:
    site = await a_site(db)
    place = ("--database-url", dsn, "--without-jobs")
    with served(tmp_path / "one", *place) as one, served(tmp_path / "two", *place, "--workers", "2") as two:
        await send([one.url, two.url], site, 20)
        before = await db.fetchval("select count(*) from view_closed")
        with at_work(dsn):
            await eventually(
                lambda: db.fetchval("select count(*) from view_open"), lambda waiting: waiting == 0, seconds=60
            )
        statuses = [await asyncio.to_thread(server.stop) for server in (one, two)]

    days = await db.fetchrow("select min(started_at)::date as first, max(started_at)::date as last from view_closed")
    seen = await db.fetchval("select clock_timestamp()")
    report = await friction_report(db, site, "signup", Filters(days["first"], days["last"]), seen)
    assert report is not None
    closed = await db.fetchval("select count(*) from view_closed")
    assert (before, closed, report.totals.views, report.totals.abandoned, statuses) == (0, 20, 20, 20, [0, 0])


def test_the_embedded_database_has_no_replica(tmp_path: Path) -> None:
    ended = balk("serve", "--read-database-url", "postgresql://replica/balk", "--data", str(tmp_path / "data"))

    assert (ended.status, ended.out) == (2, "")
    assert "--read-database-url needs --database-url" in ended.err
