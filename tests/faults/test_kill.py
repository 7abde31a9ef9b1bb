"""kill -9 under load: what was acknowledged is there after a restart on the same data, nothing is there twice, and the
report says what METRICS says of what is there.

A message that was committed and not answered before the kill is there too: that is allowed, a page sends it again.
The pages leave views alone for longer than the abandonment window of one second and then go on, so that closing, taking
a view out of the figures and closing it again happen all the time, and are killed in the middle.

What can't be tried here is a power cut: a killed process leaves its writes to the kernel, a machine without power does
not. `tests/test_embedded.py` holds PostgreSQL to the settings that withstand one.
"""

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from balk import wire
from balk.embedded import open_cluster
from cli.serving import Served, served
from faults.aftermath import Aftermath, aftermath, closed_views, opened
from faults.killing import (
    VICTIMS,
    Victim,
    background_work,
    kill,
    kill_an_answering,
    postmaster_of,
)
from faults.load import Known, Load
from faults.shop import a_shop
from given import ORIGIN, a_batch, a_view, body

NOTHING = Aftermath(lost={}, twice=[], invented=[], wrong={})


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose database does not outlive the test, whatever is killed."""
    folder = tmp_path / "data"
    yield folder
    open_cluster(folder).close()


async def a_round(data: Path, victim: Victim, load: Load, server: Served, chance: random.Random) -> None:
    """A kill in the middle of the load, after some acknowledgements; where a server lives on, more of them follow."""
    sending = asyncio.create_task(load.run())
    worker = background_work(data) if victim == "worker" else None
    await load.reaches(chance.randint(20, 300))
    if victim in ("server", "both"):
        server.process.kill()
    if victim in ("database", "both"):
        kill(postmaster_of(data))
    if victim == "database":
        await load.reaches(20)
    if worker is not None:
        for _ in range(2):
            kill_an_answering(server, chance)
            await load.reaches(chance.randint(20, 100))
        await in_the_middle_of_closing(data)
        worker.kill()
        worker.wait()
    await ended(sending)


async def ended(sending: "asyncio.Task[None]") -> None:
    """Stop the load."""
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending


async def in_the_middle_of_closing(data: Path) -> None:
    """Wait until somebody holds a closer's lock, but not for long."""
    async with opened(data) as db:
        for _ in range(2_000):
            if await db.fetchval("select exists (select from pg_locks where locktype = 'advisory')"):
                return


async def killed(data: Path, victims: list[Victim], seed: int) -> Aftermath:
    """What is wrong after these kills, each followed by a start on the same data; with `-s`, a line about it all."""
    chance = random.Random(seed)
    key = (await a_shop(data, abandon_after_s=1)).key
    known = Known()
    before: dict[UUID, int] = {}
    for victim in victims:
        with served(data, *(["--workers", "2"] if victim == "worker" else [])) as server:
            before = await closed_views(data) | before
            await a_round(data, victim, Load(server.url, key, known, chance), server, chance)
    with served(data) as server:
        before = await closed_views(data) | before
        sending = asyncio.create_task(Load(server.url, key, known, chance).run())
        await asyncio.sleep(1.5)  # the window: what goes on now goes on after it was closed
        await ended(sending)
        assert server.stop() == 0
    found, after = await aftermath(data, known), await closed_views(data)
    again = sum(after[view] > seq for view, seq in before.items() if view in after)
    print(
        f"\n{', '.join(dict.fromkeys(victims))}: {len(victims)} rounds, {known.acknowledged} messages acknowledged of",
        f"{len(known.views)} views, {known.again} sent again; {len(after)} views stored, {again} closed again",
    )
    return found


async def test_what_was_acknowledged_survives_kill_9_and_counts_once(data: Path) -> None:
    assert await killed(data, VICTIMS, seed=1) == NOTHING


@pytest.mark.faults
@pytest.mark.parametrize("victim", VICTIMS)
async def test_what_was_acknowledged_survives_kill_9_twenty_times(data: Path, victim: Victim) -> None:
    assert await killed(data, [victim] * 20, seed=2) == NOTHING


async def test_after_kill_9_of_the_database_the_same_server_takes_data_again(data: Path) -> None:
    key = (await a_shop(data)).key
    with served(data) as server:
        kill(postmaster_of(data))
        async with httpx.AsyncClient(timeout=10) as client:
            statuses = [await post(client, f"{server.url}/c/{key}", a_batch([a_view()]))]
            async with asyncio.timeout(60):
                while statuses[-1] != 204:
                    statuses.append(await post(client, f"{server.url}/c/{key}", a_batch([a_view()])))

    assert re.fullmatch("(503 )*204", " ".join(map(str, statuses)))


async def post(client: httpx.AsyncClient, url: str, batch: wire.Batch) -> int:
    answer = await client.post(url, content=body(batch), headers={"origin": ORIGIN, "content-type": "text/plain"})
    return answer.status_code
