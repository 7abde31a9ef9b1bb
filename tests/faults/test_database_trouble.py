"""The real database under a real server hangs, or has no connection left: 503 within two seconds, on pages and for
programs too, and everything as before once it is back, without a restart."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
from msgspec import Struct

from balk.embedded import open_cluster
from balk.embedded.cluster import Cluster
from cli.serving import Served, served
from faults.killing import postmaster_of
from faults.shop import Shop, a_shop
from faults.starving import all_of, take_all
from given import ORIGIN, a_batch, a_view, body

WELL = {"collecting": 204, "health": 200, "page": 200, "api": 200, "csv": 200, "log-in": 200}
SICK = {"collecting": 503, "health": 503, "page": 503, "api": 503, "csv": 503, "log-in": 200}


class Shopping(Struct):
    """A server with a site, and everybody who asks it for something."""

    server: Served
    cluster: Cluster
    shop: Shop

    async def asked(self) -> tuple[dict[str, int], float]:
        """The statuses of all answers, each asked on a connection of its own, and how long the slowest took."""
        began = time.monotonic()
        bearer = {"authorization": f"Bearer {self.shop.token}"}
        cookie = {"cookie": f"balk_session={self.shop.session}"}
        sends = {"origin": ORIGIN, "content-type": "text/plain"}
        sent = body(a_batch([a_view()]))
        async with httpx.AsyncClient(base_url=self.server.url, timeout=30) as client:
            answers = await asyncio.gather(
                client.post(f"/c/{self.shop.key}", content=sent, headers=sends),
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
async def shopping(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shopping]:
    """One for all tests here: each leaves it as it was."""
    shop = await a_shop(Path(tmp_path_factory.mktemp("trouble")) / "data")
    with open_cluster(shop.data) as cluster, served(shop.data) as server:
        yield Shopping(server, cluster, shop)


async def test_a_database_that_hangs_is_given_up_in_two_seconds_and_taken_up_again(shopping: Shopping) -> None:
    assert await shopping.well_again() == WELL
    stopped = all_of(postmaster_of(shopping.shop.data))
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        tries = [await shopping.asked() for _ in range(2)]
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)

    assert [statuses for statuses, _ in tries] == [SICK] * 2
    assert max(took for _, took in tries) < 8  # two seconds each on a machine that has time
    assert await shopping.well_again() == WELL


async def test_without_a_connection_left_the_answer_is_503_until_there_is_one(shopping: Shopping) -> None:
    assert await shopping.well_again() == WELL
    taken: list[asyncpg.Connection] = []
    try:
        await take_all(shopping.cluster.dsn(), taken)
        tries = [await shopping.asked() for _ in range(2)]
    finally:
        for connection in taken:
            connection.terminate()

    assert [statuses for statuses, _ in tries] == [SICK] * 2
    assert max(took for _, took in tries) < 8
    assert await shopping.well_again() == WELL
