"""Closing idle views: its pace beside collecting's, what a view costs, and whether collecting is held up by it.

    python tests/bench/bench_closing.py [--views 100000] [--seconds 10]

Open views that nothing happens in any more, of four sites (with 55, 25, 15 and 5 % of them) with eight forms each, are
put into `view_open` and closed by one process, then as many again by two; then more in the background of `balk serve`
with one worker and with two, while somebody sends 50 messages a second to the largest of the sites, each on a
connection of its own. A view arrives as four snapshots, so closing keeps up where its pace is at least a quarter of the
requests per second that collecting takes in the same run (64 connections, one worker).

Goals: a ratio of 1 or more; p99 while closing not above what it is without by more than a few milliseconds. Needs wrk,
and Linux.
"""

import argparse
import asyncio
import multiprocessing
import os
import sys
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import asyncpg
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1]))

from balk.db import open_pool
from balk.sites import Site, all_sites
from balk.views.close import close_idle_views
from balk.views.record import ViewRecord
from bench.generate_views import copy_open, form_ids, made_site
from bench.machine import cpu_seconds, postmaster, show
from bench.made_views import DEVICES, SOURCES, made_view
from bench.running import UNBOUND, a_cluster, a_site, balk_serve, needs_wrk, steadily, wal_bytes, with_pool, wrk

SHARES = (0.55, 0.25, 0.15, 0.05)
FORMS = 8
DIFFERENT = 2_000
SNAPSHOTS_A_VIEW = 4


async def made_sites(db: asyncpg.Pool) -> list[tuple[Site, list[ViewRecord]]]:
    """The sites, the largest first, and some different views of each."""
    random = Random(8)
    sites = []
    for number in range(len(SHARES)):
        site, forms = await made_site(db, f"closing-{number + 1}", FORMS, seed=number)
        ids = await form_ids(db, site, forms)
        views = []
        for at in random.choices(range(FORMS), [form.share for form in forms], k=DIFFERENT):
            device, source = (random.choices(range(len(shares)), shares)[0] for shares in (DEVICES, SOURCES))
            views.append(made_view(random, forms[at], ids[at], device, source))
        sites.append((site, views))
    return sites


async def open_idle(db: asyncpg.Pool, number: int) -> None:
    """Put so many views into `view_open` that ended in the 20 hours before the window in which they could go on."""
    random = Random(9)
    ended = datetime.now(UTC) - timedelta(minutes=31)
    for (site, views), share in zip(await made_sites(db), SHARES, strict=True):
        left = round(number * share)
        while left:
            rows = []
            for view in random.choices(views, k=min(left, 10_000)):
                last_at = ended - timedelta(hours=20 * random.random())
                view_id, visit_id = (uuid.UUID(bytes=os.urandom(16), version=4) for _ in range(2))
                began = last_at - (view.last_at - view.started_at)
                rows.append(replace(view, view_id=view_id, visit_id=visit_id, started_at=began, last_at=last_at))
            left -= len(rows)
            await copy_open(db, site, rows)
    await db.execute("vacuum analyze view_open")


async def _idle(db: asyncpg.Pool) -> int:
    window = datetime.now(UTC) - timedelta(minutes=30)
    return int(await db.fetchval("select count(*) from view_open where last_at <= $1", window))


async def _close_all(dsn: str) -> float:
    db = await open_pool(dsn, largest=2)
    sites = await all_sites(db)
    before = time.process_time()
    while True:
        closed = 0
        for site in sites:
            closed += await close_idle_views(db, site, datetime.now(UTC))
        if not closed:
            if await _idle(db) == 0:
                break
            await asyncio.sleep(0.05)
    took = time.process_time() - before
    await db.close()
    return took


def close_all(dsn: str) -> float:
    """Close until no process has anything left to close; this one's processor time in seconds."""
    return asyncio.run(_close_all(dsn))


def ready() -> None:
    """Does nothing, in a process that has started then."""


def by_processes(dsn: str, database: int, views: int, processes: int) -> list[object]:
    """So many views closed by so many processes: pace, processor time and write-ahead log of a view."""
    with_pool(dsn, lambda db: open_idle(db, views))
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for started in [pool.submit(ready) for _ in range(processes)]:
            started.result()
        log, cpu, began = wal_bytes(dsn), cpu_seconds(database), time.monotonic()
        closers = [pool.submit(close_all, dsn) for _ in range(processes)]
        python = sum(closer.result() for closer in closers)
        seconds = time.monotonic() - began
    cpu = cpu_seconds(database) - cpu
    name = f"{processes} process" + "es" * (processes > 1)
    return [name, views / seconds, 1e6 * python / views, 1e6 * cpu / views, (wal_bytes(dsn) - log) / views]


def collecting(dsn: str, key: str, given: argparse.Namespace) -> float:
    """Requests per second that collecting takes."""
    with balk_serve(dsn, 1, UNBOUND) as server:
        wrk(server, key, 3)
        one = wrk(server, key, given.seconds)
    if one.errors:
        print(f"{one.errors} of {one.requests} answers were not 204")
    return one.rate


def beside_collecting(dsn: str, key: str, workers: int, given: argparse.Namespace) -> list[list[object]]:
    """What the messages of one site met, first without anything to close, then with."""
    rows: list[list[object]] = []
    with balk_serve(dsn, workers, UNBOUND) as server:
        for closing in (False, True):
            if closing:
                with_pool(dsn, lambda db: open_idle(db, given.views))
            before = with_pool(dsn, _idle)
            with steadily(server, key, given.seconds, rate=50) as met:
                beside = met()
            closed = before - with_pool(dsn, _idle)
            name = f"{workers} worker(s), {'closing' if closing else 'nothing to close'}"
            times = (beside.p50_ms, beside.p99_ms, beside.most_ms)
            rows.append([name, *times, closed / given.seconds, beside.statuses])
    with_pool(dsn, lambda db: db.execute("delete from view_open"))
    return rows


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--views", type=int, default=100_000)
    options.add_argument("--seconds", type=int, default=10)
    given = options.parse_args()
    needs_wrk()
    with a_cluster() as cluster:
        dsn, database = cluster.dsn(), postmaster(cluster)
        rows = [by_processes(dsn, database, given.views, processes) for processes in (1, 2)]
        pace = collecting(dsn, a_site(dsn, "bench").key, given) / SNAPSHOTS_A_VIEW
        show(
            ("closing", "views/s", "µs Python", "µs PostgreSQL", "WAL bytes", "ratio (goal >= 1)"),
            [[*row, float(str(row[1])) / pace] for row in rows],
        )
        print(f"collecting takes {SNAPSHOTS_A_VIEW * pace:,.0f} snapshots/s, {pace:,.0f} views/s\n")
        key = a_site(dsn, "closing-1").key
        beside = [row for workers in (1, 2) for row in beside_collecting(dsn, key, workers, given)]
        show(("collecting beside", "p50 ms", "p99 ms", "most ms", "closed/s", "statuses"), beside)


if __name__ == "__main__":
    main()
