"""SIGTERM: what has begun is answered, what is new waits for whoever comes next, and it is over within ten seconds."""

import asyncio
import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.serving import served
from faults.aftermath import opened
from faults.killing import answering
from faults.load import Known, Load
from faults.plain_http import Stream, a_message, connected, on_a_new_connection, sent_at_once
from faults.shop import Shop, a_shop
from ingest.collecting import read_answer

several = pytest.mark.parametrize("workers", ["1", pytest.param("2", marks=pytest.mark.faults)])


async def ended_within(process: "subprocess.Popen[str]", seconds: float) -> tuple[int | None, float]:
    """The status of a process that ends, and how long it took; None where it does not."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if (status := process.poll()) is not None:
            return status, time.monotonic() - began
        await asyncio.sleep(0.02)
    return None, seconds


async def half_sent(stream: Stream, key: str) -> bytes:
    """Begin a message and return the half of its body that is still to come."""
    head, sent = a_message(key)
    stream[1].write(head + sent[: len(sent) // 2])
    await stream[1].drain()
    return sent[len(sent) // 2 :]


@several
async def test_what_has_begun_is_answered_and_what_was_acknowledged_is_stored(tmp_path: Path, workers: str) -> None:
    shop = await a_shop(tmp_path / "data")
    known = Known()
    with served(shop.data, "--workers", workers) as server:
        load = Load(server.url, shop.key, known, random.Random(3))
        sending = asyncio.create_task(load.run())
        await load.reaches(50)
        async with (
            connected(server.url) as idle,
            connected(server.url) as first,
            connected(server.url) as second,
            connected(server.url) as fresh,
        ):
            assert (await sent_at_once(idle, shop.key)).status == 204
            rests = [(stream, await half_sent(stream, shop.key)) for stream in (first, second)]
            await asyncio.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            ending = asyncio.create_task(ended_within(server.process, 30))
            await asyncio.sleep(0.4)
            answers = [(await sent_at_once(fresh, shop.key)).status]
            await asyncio.sleep(0.6)
            for (reader, out), rest in rests:
                out.write(rest)
                answers.append((await read_answer(reader)).status)
            left = await idle[0].read()
        status, took = await ending
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        with pytest.raises(ConnectionRefusedError):
            await on_a_new_connection(server.url, shop.key)

    assert (answers, left, status, took < 10) == ([204] * 3, b"", 0, True)
    async with opened(shop.data) as db:
        stored = {row["view_id"]: row["seq"] for row in await db.fetch("select view_id, seq from view_open")}
    assert {view: seq for view, seq in known.views.items() if stored.get(view, -1) < seq} == {}
    assert len(stored) >= len(known.views) + 4


async def with_much_to_read(shop: Shop) -> None:
    """More moments than fit into any buffer on the way."""
    async with opened(shop.data) as db:
        await db.execute(
            """
            insert into moment (site_id, visit_id, name, count, page, device, source, first_at)
            select site_id, gen_random_uuid(), 'scrolled', 1, repeat('/long', 50), 0, 0, now()
            from site, generate_series(1, 60000)
            where name = 'shop'
            """
        )


@pytest.mark.faults
@pytest.mark.parametrize("workers", ["1", "2"])
async def test_an_endless_download_and_an_endless_body_hold_it_up_for_ten_seconds_at_most(
    tmp_path: Path, workers: str
) -> None:
    shop = await a_shop(tmp_path / "data")
    await with_much_to_read(shop)
    with served(shop.data, "--workers", workers) as server:
        async with connected(server.url, buffer=1_000) as (reader, out), connected(server.url) as body:
            out.write(
                b"GET /api/v1/sites/shop/moments.csv HTTP/1.1\r\nhost: balk.example\r\n"
                b"authorization: Bearer " + shop.token.encode() + b"\r\n\r\n"
            )
            assert b" 200 " in await reader.readline()
            await half_sent(body, shop.key)
            await asyncio.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            status, took = await ended_within(server.process, 30)

    assert (status, took < 11) == (0, True), took


@pytest.mark.faults
async def test_a_rolling_restart_refuses_nobody(tmp_path: Path) -> None:
    shop = await a_shop(tmp_path / "data")
    failed: list[str] = []
    well = 0
    with served(shop.data, "--workers", "2") as server:
        before = answering(server)
        over = asyncio.Event()

        async def newcomer() -> None:
            nonlocal well
            while not over.is_set():
                try:
                    status = await on_a_new_connection(server.url, shop.key)
                except (OSError, EOFError) as error:
                    failed.append(repr(error))
                else:
                    well += status == 204
                    failed.extend([] if status == 204 else [str(status)])

        async def regular() -> None:
            """Keeps its connection; where that was closed while idle it opens another, once, as browsers do."""
            nonlocal well
            while not over.is_set():
                async with connected(server.url) as stream:
                    asked = 0
                    while not over.is_set():
                        try:
                            status = (await sent_at_once(stream, shop.key)).status
                        except (OSError, EOFError) as error:
                            if not asked:
                                failed.append(f"on a fresh connection: {error!r}")
                            break
                        asked += 1
                        well += status == 204
                        failed.extend([] if status == 204 else [str(status)])

        clients = [asyncio.create_task(one()) for one in (*[newcomer] * 6, *[regular] * 2)]
        os.kill(server.process.pid, signal.SIGHUP)
        async with asyncio.timeout(90):
            while set(answering(server)) & set(before) or len(answering(server)) != 2:
                await asyncio.sleep(0.1)
        over.set()
        await asyncio.gather(*clients)
        assert server.stop() == 0

    print(f"\nrolling restart: {well} messages acknowledged, {len(failed)} failed")
    assert (failed, well > 50) == ([], True)
