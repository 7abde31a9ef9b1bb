"""A database and servers to measure, and what asks them: wrk, and a steady client."""

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import asyncpg
import msgspec

from balk import embedded
from balk.db import open_pool
from balk.migrate import migrate
from balk.sites import Site, add_site, site_by_name

HERE = Path(__file__).parent
ORIGIN = "https://shop.example"
UNBOUND = ("--most-per-key", "0")
"""Options of `balk serve` that let any number of messages a second in."""
T = TypeVar("T")


class Round(msgspec.Struct, frozen=True):
    """What wrk measured; `errors` counts every answer that was not 2xx, and none. `statuses` only of flood.lua."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p99_ms: float
    statuses: dict[str, int] = {}

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


class Steady(msgspec.Struct, frozen=True):
    """What the steady client met; times from when a message was due."""

    statuses: dict[str, int]
    p50_ms: float
    p99_ms: float
    most_ms: float


@contextmanager
def a_cluster(data: Path | None = None) -> Iterator[embedded.Cluster]:
    """An embedded PostgreSQL, in a folder that is thrown away unless one is given; with fsync on, as everywhere."""
    with tempfile.TemporaryDirectory() as folder, embedded.open_cluster(data or Path(folder) / "data") as cluster:
        asyncio.run(_migrated(cluster.dsn()))
        yield cluster


async def _migrated(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    await migrate(connection)
    settings = await connection.fetch(
        "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'server_version')"
    )
    print("PostgreSQL", {row["name"]: row["setting"] for row in settings})
    await connection.close()


def with_pool(dsn: str, work: Callable[[asyncpg.Pool], Awaitable[T]]) -> T:
    """`work` with a pool on the database."""

    async def run() -> T:
        db = await open_pool(dsn, largest=4)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(run())


def a_site(dsn: str, name: str) -> Site:
    """The site of that name, made where it is missing; it takes data from ORIGIN."""

    async def made(db: asyncpg.Pool) -> Site:
        return await site_by_name(db, name) or await add_site(db, name, [ORIGIN], datetime.now(UTC))

    return with_pool(dsn, made)


def wal_bytes(dsn: str) -> int:
    """How much write-ahead log the database has written so far."""

    async def written(db: asyncpg.Pool) -> int:
        return int(await db.fetchval("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))

    return with_pool(dsn, written)


class Server(msgspec.Struct, frozen=True):
    """A server that answers."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def balk_serve(dsn: str, workers: int = 1, options: Sequence[str] = ()) -> Iterator[Server]:
    """`balk serve` on the database, with as many workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    serve = ["serve", "--port", str(port), "--workers", str(workers), "--database-url", dsn, *options]
    with _started([sys.executable, "-c", "from balk.cli import main; main()", *serve], port) as server:
        yield server


@contextmanager
def decode_only(workers: int = 1) -> Iterator[Server]:
    """The handler that only decodes, on the same server software with as many workers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    quiet = ["--no-access-log", "--log-level", "warning", "--loop", "uvloop", "--http", "httptools"]
    uvicorn = [sys.executable, "-m", "uvicorn", "decode_only:app", "--port", str(port), "--workers", str(workers)]
    with _started([*uvicorn, *quiet], port) as server:
        yield server


@contextmanager
def _started(command: list[str], port: int) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                if process.poll() is not None:
                    raise SystemExit(f"{' '.join(command[:5])} did not start") from None
                time.sleep(0.05)
        time.sleep(2)  # several workers listen before they answer
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def needs_wrk() -> None:
    """Ends the program where there is no wrk."""
    if shutil.which("wrk") is None:
        raise SystemExit("this measurement needs wrk (https://github.com/wg/wrk) on the PATH")


def wrk(
    server: Server,
    key: str,
    seconds: float,
    *,
    connections: int = 64,
    script: str = "post_views.lua",
    addresses: int = 0,
) -> Round:
    """One run of wrk: messages of one snapshot each, from as many connections, none waiting for another. Where
    `addresses` is not 0, they say in X-Forwarded-For that they come from that many."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "30s", "--latency", "-s", script]
    shown = subprocess.run(
        [*command, f"{server.url}/c/{key}", "--", ORIGIN, str(addresses)],
        cwd=HERE,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return msgspec.json.decode(shown.split("RESULT ")[1].splitlines()[0], type=Round)


@contextmanager
def steadily(server: Server, key: str, seconds: float, rate: float = 20) -> Iterator[Callable[[], Steady]]:
    """A client in a process of its own, which sends so many messages a second for so long; call what is yielded for
    what it met."""
    numbers = [str(server.port), key, str(seconds), str(rate)]
    process = subprocess.Popen([sys.executable, str(HERE / "steady_client.py"), *numbers], stdout=subprocess.PIPE)

    def met() -> Steady:
        return msgspec.json.decode(process.communicate()[0], type=Steady)

    try:
        yield met
    finally:
        process.kill()
        process.wait()
