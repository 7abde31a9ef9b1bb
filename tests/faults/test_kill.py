"""kill -9 under load: what was acknowledged is there after a restart on the same data, and nothing is there twice."""

import asyncio
import os
import random
import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import asyncpg
import httpx
import pytest
from msgspec.structs import replace

from balk import wire
from balk.embedded import open_cluster
from cli.serving import Served, balk, served
from given import ORIGIN, a_batch, a_view, body, touched

Victim = Literal["server", "database", "both"]

SENDERS = 16
KEYS = [f"field{number}" for number in range(8)]


class Load:
    """Sixteen pages that send growing snapshots, some of them twice or late, and note what was acknowledged."""

    def __init__(self, url: str, key: str, chance: random.Random) -> None:
        self._url = f"{url}/c/{key}"
        self._chance = chance
        self.acknowledged: dict[UUID, int] = {}
        self._sent: list[tuple[UUID, int, bytes]] = []

    async def run(self) -> None:
        """Send until cancelled."""
        async with httpx.AsyncClient(timeout=5, headers={"origin": ORIGIN, "content-type": "text/plain"}) as client:
            await asyncio.gather(*(self._page(client) for _ in range(SENDERS)))

    async def reaches(self, acknowledgements: int) -> None:
        """Wait until so many views have had one."""
        async with asyncio.timeout(120):
            while len(self.acknowledged) < acknowledgements:
                await asyncio.sleep(0.002)

    async def _page(self, client: httpx.AsyncClient) -> None:
        while True:
            view = a_view([touched(self._chance.choice(KEYS))])
            last = self._chance.randint(1, 5)
            completed = self._chance.random() < 0.5  # which the background work closes while it is being killed
            for seq in range(1, last + 1):
                done = {"outcome": "api", "attempts": 1} if completed and seq == last else {}
                batch = a_batch([replace(view, seq=seq, **done)])
                await self._send(client, view.id, seq, body(batch))
                if self._chance.random() < 0.3:
                    await self._send(client, *self._chance.choice(self._sent[-200:]))

    async def _send(self, client: httpx.AsyncClient, view: UUID, seq: int, sent: bytes) -> None:
        self._sent.append((view, seq, sent))
        try:
            answer = await client.post(self._url, content=sent)
        except httpx.HTTPError:
            await asyncio.sleep(0.05)  # the server is away: a page waits too
            return
        if answer.status_code == 204:
            self.acknowledged[view] = max(seq, self.acknowledged.get(view, 0))


def kill(victim: Victim, server: Served, data: Path) -> None:
    """Kill -9, of the server and its database in whatever order they come."""
    if victim in ("server", "both"):
        os.kill(server.process.pid, signal.SIGKILL)
    if victim in ("database", "both"):
        postmaster = (data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]
        os.kill(int(postmaster), signal.SIGKILL)


async def stored(data: Path) -> tuple[list[tuple[UUID, int]], int]:
    """Every view with its `seq`, open and closed (one that is both counts as the newer), and how many views the daily
    sums hold beyond those closed."""
    with open_cluster(data) as cluster:
        db = await asyncpg.connect(cluster.dsn())
        rows = await db.fetch(
            """
            select view_id, seq from view_open
            union all
            select view_id, seq from view_closed closed
            where not exists (
                select from view_open opened
                where opened.site_id = closed.site_id and opened.view_id = closed.view_id)
            """
        )
        beyond: int = await db.fetchval(
            """
            select (select coalesce(sum(views), 0) from form_day)::int - (select count(*) from view_closed)::int
            """
        )
        await db.close()
    return [(row["view_id"], row["seq"]) for row in rows], beyond


async def a_round(data: Path, victim: Victim, load: Load, server: Served, acknowledgements: int) -> None:
    """A kill in the middle of the load, after so many acknowledgements; where the server lives, more of them follow."""
    sending = asyncio.create_task(load.run())
    await load.reaches(acknowledgements)
    kill(victim, server, data)
    if victim == "database":
        await load.reaches(acknowledgements + 20)
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose database does not outlive the test, whatever is killed."""
    folder = tmp_path / "data"
    yield folder
    open_cluster(folder).close()


async def killed(data: Path, victim: Victim, rounds: int, seed: int) -> dict[str, Any]:
    """What is missing and what is there twice after `rounds` kills, each followed by a start on the same data."""
    chance = random.Random(seed)
    made = await asyncio.to_thread(balk, "site", "add", "shop", "--origin", ORIGIN, "--json", "--data", str(data))
    key = str(made.json()["key"])
    acknowledged: dict[UUID, int] = {}
    for _ in range(rounds):
        with served(data) as server:
            load = Load(server.url, key, chance)
            await a_round(data, victim, load, server, chance.randint(20, 300))
        for view, seq in load.acknowledged.items():
            acknowledged[view] = max(seq, acknowledged.get(view, 0))
    with served(data) as server:
        assert server.stop() == 0
    there, beyond = await stored(data)
    seqs = dict(there)
    return {
        "lost": {view: seq for view, seq in acknowledged.items() if seqs.get(view, -1) < seq},
        "twice": [view for view, count in Counter(view for view, _ in there).items() if count > 1],
        "summed_beyond": beyond,
    }


NOTHING: dict[str, Any] = {"lost": {}, "twice": [], "summed_beyond": 0}


@pytest.mark.parametrize("victim", ["server", "database", "both"])
async def test_what_was_acknowledged_survives_kill_9(data: Path, victim: Victim) -> None:
    assert await killed(data, victim, 1, seed=1) == NOTHING


@pytest.mark.faults
@pytest.mark.parametrize("victim", ["server", "database", "both"])
async def test_what_was_acknowledged_survives_kill_9_twenty_times(data: Path, victim: Victim) -> None:
    assert await killed(data, victim, 20, seed=2) == NOTHING


async def test_after_kill_9_of_the_database_the_same_server_takes_data_again(data: Path) -> None:
    made = await asyncio.to_thread(balk, "site", "add", "shop", "--origin", ORIGIN, "--json", "--data", str(data))
    with served(data) as server:
        kill("database", server, data)
        async with httpx.AsyncClient(timeout=10) as client:
            statuses = [await post(client, f"{server.url}/c/{made.json()['key']}", a_batch([a_view()]))]
            async with asyncio.timeout(60):
                while statuses[-1] != 204:
                    statuses.append(await post(client, f"{server.url}/c/{made.json()['key']}", a_batch([a_view()])))

    assert re.fullmatch("(503 )*204", " ".join(map(str, statuses)))


async def post(client: httpx.AsyncClient, url: str, batch: wire.Batch) -> int:
    answer = await client.post(url, content=body(batch), headers={"origin": ORIGIN, "content-type": "text/plain"})
    return answer.status_code
