"""The database goes away: Balk says so within two seconds, keeps what was acknowledged, and recovers by itself."""

import asyncio
import time

from balk.ingest.writer import Writer
from given import a_batch, a_view, body
from ingest.collecting import serving
from ingest.cut_wire import through_a_wire


async def test_without_a_database_the_answer_is_503_and_it_recovers_by_itself(dsn: str) -> None:
    async with through_a_wire(dsn) as (db, wire), serving(db, Writer(db)) as server:
        assert (await server.post(body(a_batch([a_view(seq=1)])))).status == 204
        wire.cut()

        began = time.monotonic()
        refused = await server.post(body(a_batch([a_view(seq=2)])))
        sick = await server.request("GET", "/healthz")

        assert (refused.status, refused.headers["retry-after"], sick.status) == (503, "2", 503)
        assert time.monotonic() - began < 4
        wire.mend()
        assert (await server.request("GET", "/healthz")).status == 200
        assert (await server.post(body(a_batch([a_view(seq=3)])))).status == 204
        assert await server.stored_seqs() == [1, 3]
        assert await server.refusals() == {"database_away": 1}


async def test_a_database_that_hangs_is_given_up_within_two_seconds(dsn: str) -> None:
    async with through_a_wire(dsn) as (db, wire), serving(db, Writer(db)) as server:
        assert (await server.post(body(a_batch([a_view(seq=1)])))).status == 204
        wire.clamp()

        began = time.monotonic()
        answers = await asyncio.gather(*(server.post(body(a_batch([a_view(seq=2)]))) for _ in range(5)))
        sick = await server.request("GET", "/healthz")
        took = time.monotonic() - began

        assert ([answer.status for answer in answers], sick.status) == ([503] * 5, 503)
        assert took < 4
        wire.mend()
        assert (await server.post(body(a_batch([a_view(seq=3)])))).status == 204


async def test_an_unknown_key_is_no_404_while_the_database_is_away(dsn: str) -> None:
    async with through_a_wire(dsn) as (db, wire), serving(db, Writer(db)) as server:
        wire.cut()

        assert (await server.post(body(a_batch()), key="never1seen")).status == 503
        wire.mend()
        assert (await server.post(body(a_batch()), key="never1seen")).status == 404
