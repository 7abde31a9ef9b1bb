"""`balk serve --workers 2` when its processes die: others answer, and new ones come as often as it takes."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from balk.embedded import open_cluster
from balk.embedded.socket_folder import socket_folder, state_at
from cli.serving import Served, served
from faults.killing import answering, kill
from faults.plain_http import on_a_new_connection
from faults.shop import a_shop
from faults.starving import take_all
from given import eventually

pytestmark = pytest.mark.faults


async def two_others(server: Served, than: list[int]) -> list[int]:
    """The processes that answer once there are two, none of them one of those."""

    async def now() -> list[int]:
        return answering(server)

    return await eventually(now, lambda pids: len(pids) == 2 and not set(pids) & set(than), seconds=90)


async def test_processes_that_die_again_and_again_are_replaced(tmp_path: Path) -> None:
    shop = await a_shop(tmp_path / "data")
    with served(shop.data, "--workers", "2") as server:
        for _ in range(4):
            pids = answering(server)
            for pid in pids:
                kill(pid)
            await two_others(server, pids)
        statuses = [await on_a_new_connection(server.url, shop.key) for _ in range(10)]
        assert server.stop() == 0

    assert statuses == [204] * 10


async def test_one_that_dies_while_the_database_is_away_is_replaced_too(tmp_path: Path) -> None:
    shop = await a_shop(tmp_path / "data")
    with open_cluster(shop.data) as cluster, served(shop.data, "--workers", "2") as server:
        taken: list[asyncpg.Connection] = []
        pids = answering(server)
        await take_all(cluster.dsn(), taken)
        for pid in pids:
            kill(pid)
        await two_others(server, pids)
        away = await on_a_new_connection(server.url, shop.key)
        for connection in taken:
            connection.terminate()
        back = await eventually(lambda: on_a_new_connection(server.url, shop.key), lambda status: status == 204, 30)
        status = server.process.poll()
        assert server.stop() == 0

    assert (away, back, status) == (503, 204, None)


async def test_when_the_parent_dies_its_processes_leave_and_free_the_port(tmp_path: Path) -> None:
    shop = await a_shop(tmp_path / "data")
    with served(shop.data, "--workers", "2") as server:
        pids = answering(server)
        server.kill()

        async def left() -> list[int]:
            return [pid for pid in pids if os.path.exists(f"/proc/{pid}")]

        assert (len(pids), await eventually(left, lambda alive: not alive, seconds=15)) == (2, [])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", int(server.url.rsplit(":", 1)[1]))
    with open_cluster(shop.data):  # the database, which nobody stopped, is taken over, and stopped
        pass
    assert state_at(socket_folder(shop.data / "postgres")) == "gone"
