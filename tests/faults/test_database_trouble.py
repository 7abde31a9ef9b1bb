"""The real database under a real server hangs, or has no connection left: 503 within two seconds, on pages and for
programs too, and everything as before once it is back, without a restart."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from balk import accounts
from balk.accounts.sessions import open_session
from balk.cli.database import migrated
from balk.embedded import open_cluster
from balk.embedded.cluster import Cluster
from balk.sites import add_site
from cli.serving import Served, served
from faults.aftermath import opened
from faults.killing import postmaster_of
from given import ORIGIN, a_batch, a_view, body

WELL = {"collecting": 204, "health": 200, "page": 200, "api": 200, "csv": 200, "log-in": 200}
SICK = {"collecting": 503, "health": 503, "page": 503, "api": 503, "csv": 503, "log-in": 200}


class Shop(Struct):
    """A server with a site, and everybody who asks it for something."""

    server: Served
    data: Path
    cluster: Cluster
    key: str
    token: str
    session: str

    async def asked(self) -> tuple[dict[str, int], float]:
        """The statuses of all answers, each asked on a connection of its own, and how long the slowest took."""
        began = time.monotonic()
        bearer = {"authorization": f"Bearer {self.token}"}
        cookie = {"cookie": f"balk_session={self.session}"}
        sends = {"origin": ORIGIN, "content-type": "text/plain"}
        sent = body(a_batch([a_view()]))
        async with httpx.AsyncClient(base_url=self.server.url, timeout=30) as client:
            answers = await asyncio.gather(
                client.post(f"/c/{self.key}", content=sent, headers=sends),
                client.get("/healthz"),
                client.get("/sites/shop", headers=cookie),
                client.get("/api/v1/sites/shop/forms", headers=bearer),
                client.get("/api/v1/sites/shop/moments.csv", headers=bearer),
                client.get("/login"),
            )
        for answer in answers:
            if answer.status_code == 503 and "json" in answer.headers["content-type"]:
                assert "again" in answer.json()["error"]
        return dict(zip(WELL, (answer.status_code for answer in answers), strict=True)), time.monotonic() - began

    async def well_again(self) -> dict[str, int]:
        """The statuses once nothing is refused any more; those of the last try where that never comes."""
        async with asyncio.timeout(30):
            while (statuses := (await self.asked())[0]) != WELL:
                await asyncio.sleep(0.05)
        return statuses


@pytest_asyncio.fixture(scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    """One for all tests here: each leaves it as it was."""
    data = Path(tmp_path_factory.mktemp("trouble")) / "data"
    now = datetime.now(UTC)
    with open_cluster(data) as cluster:
        await migrated(cluster.dsn())
        async with opened(data) as db:
            site = await add_site(db, "shop", [ORIGIN], now)
            token = await accounts.add_token(db, site, "read", now)
            account = await accounts.add_account(db, "ada@shop.example", "correct horse", "owner", now)
            session = await open_session(db, account, now)
        with served(data) as server:
            yield Shop(server, data, cluster, site.key, token, session)


def all_of(postmaster: int) -> list[int]:
    """A database's processes."""
    found = [postmaster]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) == postmaster:
                found.append(int(process.name))
    return found


async def test_a_database_that_hangs_is_given_up_in_two_seconds_and_taken_up_again(shop: Shop) -> None:
    assert await shop.well_again() == WELL
    stopped = all_of(postmaster_of(shop.data))
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        tries = [await shop.asked() for _ in range(2)]
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)

    assert [statuses for statuses, _ in tries] == [SICK] * 2
    assert max(took for _, took in tries) < 8  # two seconds each on a machine that has time
    assert await shop.well_again() == WELL


_END_OTHERS = """
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where backend_type = 'client backend'
      and pid <> all($1::int[])
"""


async def take_all(dsn: str, taken: list[asyncpg.Connection]) -> None:
    """Take every connection that the database has, those of others too."""
    ended = True
    while ended:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                taken.append(await asyncpg.connect(dsn))
        ended = bool(await taken[0].fetch(_END_OTHERS, [connection.get_server_pid() for connection in taken]))


async def test_without_a_connection_left_the_answer_is_503_until_there_is_one(shop: Shop) -> None:
    assert await shop.well_again() == WELL
    taken: list[asyncpg.Connection] = []
    try:
        await take_all(shop.cluster.dsn(), taken)
        tries = [await shop.asked() for _ in range(2)]
    finally:
        for connection in taken:
            connection.terminate()

    assert [statuses for statuses, _ in tries] == [SICK] * 2
    assert max(took for _, took in tries) < 8
    assert await shop.well_again() == WELL
