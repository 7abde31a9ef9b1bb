"""A flood on one key: memory, the answers, and what a second site beside it notices.

    python tests/bench/bench_flood.py [--seconds 60] [--connections 1000] [--workers 1]

`balk serve` idle, at load (64 connections), then flooded by as many connections as `--connections` that never wait,
from one address and then from 50,000 (as a trusted proxy names them). Meanwhile somebody else's site gets 20 messages a
second, each on a connection of its own; its p99 is compared with the same client's without a flood.

Goals: only 204, 429 and 503; the other site's p99 less than doubled; memory flat. `sent over taken` says how many times
more came than was taken. Memory counts what processes share once (PSS). wrk takes a core of this machine: with two,
what the other site notices is that too. Needs wrk, and Linux.
"""

import argparse
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import memory_mb, postmaster, show
from bench.running import Round, Server, Steady, a_cluster, a_site, balk_serve, needs_wrk, steadily, wrk

ALLOWED = {"204", "429", "503"}
LOAD_SECONDS = 8


class Memory:
    """What a process tree takes, read once a second."""

    def __init__(self, *pids: int) -> None:
        self.seen: list[list[float]] = []
        self._pids = pids
        self._ended = threading.Event()

    @contextmanager
    def watched(self) -> Iterator["Memory"]:
        """Reads for as long as the block lasts."""
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(1):
            self.seen.append([memory_mb(pid) for pid in self._pids])

    def row(self, name: str) -> list[object]:
        """After 10 s, at most, and last; first of the server, then of PostgreSQL."""
        columns = list(zip(*self.seen, strict=True))
        return [name, *(value for column in columns for value in (column[min(9, len(column) - 1)], *_ends(column)))]


def _ends(column: tuple[float, ...]) -> tuple[float, float]:
    return max(column), column[-1]


def flooded(
    server: Server, keys: tuple[str, str], pids: tuple[int, int], given: argparse.Namespace, addresses: int
) -> tuple[Round, Steady, Memory]:
    """One flood on the first key, with the steady client on the second."""
    with Memory(*pids).watched() as memory, steadily(server, keys[1], given.seconds) as met:
        flood = wrk(
            server,
            keys[0],
            given.seconds,
            connections=given.connections,
            script="flood.lua",
            addresses=addresses,
        )
        return flood, met(), memory


def measure(server: Server, keys: tuple[str, str], database: int, given: argparse.Namespace) -> None:
    """All phases, and what came of them."""
    pids = server.pid, database
    memory: list[list[object]] = []
    with Memory(*pids).watched() as idle:
        time.sleep(5)
    memory.append(idle.row("idle"))
    with Memory(*pids).watched() as loaded:
        wrk(server, keys[0], LOAD_SECONDS, addresses=50_000)
    memory.append(loaded.row("at load"))
    with steadily(server, keys[1], given.seconds) as met:
        alone = met()
    answers: list[list[object]] = []
    for name, addresses in (("one address", 1), ("50,000 addresses", 50_000)):
        flood, beside, held = flooded(server, keys, pids, given, addresses)
        memory.append(held.row(f"flood, {name}"))
        taken = flood.statuses.get("204", 0)
        strange = sorted({*flood.statuses, *beside.statuses} - ALLOWED)
        print(f"flood from {name}: {flood.rate:,.0f}/s, p99 {flood.p99_ms:,.0f} ms, {flood.statuses}")
        print(
            f"  sent over taken {flood.requests / max(1, taken):.1f}; no answer {flood.errors};"
            f" strange {strange or 'none'}"
        )
        answers.append(
            [name, beside.p50_ms, beside.p99_ms, beside.most_ms, beside.p99_ms / alone.p99_ms, beside.statuses]
        )
        time.sleep(3)
    print()
    head = ("other site", "p50 ms", "p99 ms", "most ms", "p99 ratio (goal < 2)", "statuses")
    show(head, [["no flood", alone.p50_ms, alone.p99_ms, alone.most_ms, 1.0, alone.statuses], *answers])
    print()
    columns = [f"{who} {when}" for who in ("server", "PostgreSQL") for when in ("10 s", "most", "end")]
    show(("memory, MB", *columns), memory)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--connections", type=int, default=1_000)
    options.add_argument("--workers", type=int, default=1)
    given = options.parse_args()
    needs_wrk()
    with a_cluster() as cluster:
        dsn = cluster.dsn()
        keys = a_site(dsn, "flooded").key, a_site(dsn, "beside").key
        with balk_serve(dsn, given.workers, ["--trusted-proxy", "127.0.0.1"]) as server:
            measure(server, keys, postmaster(cluster), given)


if __name__ == "__main__":
    main()
