"""Durable collecting against a Litestar handler that only decodes the same body: the goal is half of its speed.

    python tests/bench/bench_collect.py [--seconds 8] [--rounds 3]

One worker and 64 connections each, by turns, on an embedded PostgreSQL of its own with fsync on. Needs wrk.
"""

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import asyncpg
import msgspec

from balk import embedded
from balk.db import open_pool
from balk.migrate import migrate
from balk.sites import add_site

HERE = Path(__file__).parent
ORIGIN = "https://shop.example"


class Round(msgspec.Struct, frozen=True):
    """What wrk measured; `errors` counts every answer that was not 204."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


async def prepare(dsn: str) -> str:
    """Migrate, and make a site; its key."""
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    settings = await connection.fetch(
        "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit')"
    )
    print("PostgreSQL", {row["name"]: row["setting"] for row in settings}, connection.get_server_version()[:2])
    await connection.close()
    db = await open_pool(dsn)
    site = await add_site(db, "bench", [ORIGIN], datetime.now(UTC))
    await db.close()
    return site.key


def start(app: str, dsn: str) -> tuple[subprocess.Popen[bytes], int]:
    """A server of one worker, and its port once it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "uvicorn",
            f"{app}:app",
            "--port",
            str(port),
            "--no-access-log",
            "--log-level",
            "warning",
        ],
        cwd=HERE,
        env=os.environ | {"BENCH_DSN": dsn},
    )
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return server, port
        except ConnectionRefusedError:
            if server.poll() is not None:
                raise SystemExit(f"{app} did not start") from None
            time.sleep(0.05)


def measure(port: int, key: str, seconds: int) -> Round:
    """One run of wrk."""
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", "post_views.lua"]
    shown = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/c/{key}", "--", ORIGIN],
        cwd=HERE,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return msgspec.json.decode(shown.split("RESULT ")[1].splitlines()[0], type=Round)


def compare(dsn: str, key: str, seconds: int, rounds: int) -> None:
    """Both servers by turns."""
    servers = {app: start(app, dsn) for app in ("decode_only", "collect_only")}
    ratios = []
    try:
        for app in servers:
            measure(servers[app][1], key, 3)
        for _ in range(rounds):
            found = {app: measure(port, key, seconds) for app, (_, port) in servers.items()}
            for app, one in found.items():
                took = f"p50 {one.p50_ms:6.2f} ms  p99 {one.p99_ms:6.2f} ms"
                print(f"{app:13} {one.rate:8,.0f}/s  {took}  errors {one.errors}")
            ratios.append(found["collect_only"].rate / found["decode_only"].rate)
            print(f"ratio {ratios[-1]:.2f}")
    finally:
        for server, _ in servers.values():
            server.terminate()
            server.wait()
    print(f"median ratio {median(ratios):.2f}, goal 0.50")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("this measurement needs wrk (https://github.com/wg/wrk) on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        cluster = embedded.open_cluster(Path(folder) / "data")
        try:
            dsn = cluster.dsn("postgres")
            key = asyncio.run(prepare(dsn))
            compare(dsn, key, given.seconds, given.rounds)
        finally:
            cluster.close()


if __name__ == "__main__":
    main()
