"""Durable collecting against a Litestar handler that only decodes the same body: the goal is half of its speed.

    python tests/bench/bench_collect.py [--seconds 8] [--rounds 3] [--workers 1 2]

`balk serve` and the handler by turns, each with one worker, then each with two; 64 connections, one snapshot a request
(eight fields, a quarter of them of new views); an embedded PostgreSQL of its own with fsync on. Beside the speed: what
a request costs the processes of the server and of PostgreSQL in processor time, and the write-ahead log in bytes.

The bound of messages a second of one key is lifted. `other` are answers that were not 204. Needs wrk, and Linux.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import cpu_seconds, postmaster, show
from bench.running import UNBOUND, Round, Server, a_cluster, a_site, balk_serve, decode_only, needs_wrk, wal_bytes, wrk

HEAD = ("server", "req/s", "p50 ms", "p99 ms", "µs server", "µs PostgreSQL", "WAL bytes", "other")


class Cost(msgspec.Struct, frozen=True):
    """A round, and what it took, a request each."""

    round: Round
    server_us: float
    database_us: float
    wal: float


def measured(server: Server, key: str, database: int, dsn: str, given: argparse.Namespace) -> Cost:
    """One run of wrk, and what it cost."""
    log = wal_bytes(dsn)
    before = cpu_seconds(server.pid), cpu_seconds(database)
    one = wrk(server, key, given.seconds, connections=given.connections)
    after = cpu_seconds(server.pid), cpu_seconds(database)
    server_us, database_us = (1e6 * (end - begin) / one.requests for begin, end in zip(before, after, strict=True))
    return Cost(one, server_us, database_us, (wal_bytes(dsn) - log) / one.requests)


def _row(name: str, cost: Cost) -> Iterator[object]:
    one = cost.round
    yield from (name, one.rate, one.p50_ms, one.p99_ms, cost.server_us, cost.database_us, cost.wal, one.errors)


def compare(dsn: str, key: str, database: int, workers: int, given: argparse.Namespace) -> float:
    """Both servers by turns; the median of the ratios of a turn."""
    ratios = []
    rows: list[Iterator[object]] = []
    with balk_serve(dsn, workers, UNBOUND) as balk, decode_only(workers) as bare:
        for server in (balk, bare):
            wrk(server, key, 3)
        for _ in range(given.rounds):
            decoding = measured(bare, key, database, dsn, given)
            collecting = measured(balk, key, database, dsn, given)
            ratios.append(collecting.round.rate / decoding.round.rate)
            rows += _row("decodes only", decoding), _row("balk serve", collecting)
    show((f"{workers} worker(s)", *HEAD[1:]), rows)
    print(f"median ratio with {workers} worker(s): {median(ratios):.2f} (goal 0.50)\n")
    return median(ratios)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    given = options.parse_args()
    needs_wrk()
    with a_cluster() as cluster:
        dsn = cluster.dsn()
        key = a_site(dsn, "bench").key
        for workers in given.workers:
            compare(dsn, key, postmaster(cluster), workers, given)


if __name__ == "__main__":
    main()
