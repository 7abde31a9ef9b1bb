"""How much one key and one address may send: 429 with Retry-After, before anything is read; others notice nothing."""

import asyncio

import asyncpg
import pytest

from balk.ingest.limits import Limits, Rate, TooMany
from balk.ingest.writer import Writer
from given import a_batch, a_site, a_view, body
from ingest.collecting import serving


def test_a_rate_lets_five_seconds_worth_through_at_once_and_then_its_average() -> None:
    rate = Rate(10, most_keys=100)

    at_once = [rate.wait("a", 100.0) for _ in range(51)]
    a_second_later = [rate.wait("a", 101.0) for _ in range(11)]

    assert at_once[:50] == [0.0] * 50
    assert at_once[50] == pytest.approx(0.1)
    assert a_second_later[:10] == [0.0] * 10
    assert a_second_later[10] > 0
    assert rate.wait("b", 101.0) == 0.0


def test_a_rate_remembers_a_bounded_number_of_keys() -> None:
    rate = Rate(1, most_keys=3)

    for key in range(1_000):
        rate.wait(key, 1.0)

    assert len(rate._spent) == 3  # the promise is about memory, which nothing else shows


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", ""]
)
def test_private_networks_have_no_bound(address: str) -> None:
    limits = Limits(per_address=1)

    for _ in range(100):
        limits.check_address(address)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("203.0.113.1", "203.0.113.1", True),
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.1", "::ffff:203.0.113.1", True),
        ("not an address", "neither", True),
    ],
)
def test_an_address_is_one_or_a_network_of_64_bits(first: str, second: str, together: bool) -> None:
    limits = Limits(per_address=1, clock=lambda: 5.0)
    for _ in range(5):
        limits.check_address(first)

    if together:
        with pytest.raises(TooMany):
            limits.check_address(second)
    else:
        limits.check_address(second)


def places(limits: Limits, site_id: int) -> int:
    """How many messages more of a site may be written at one time."""
    taken = 0
    while True:
        try:
            limits.write(site_id)
        except TooMany:
            return taken
        taken += 1


def test_a_site_alone_may_use_all_places() -> None:
    assert places(Limits(clock=lambda: 1.0), 1) == 256


def test_beside_another_a_site_has_few_places_once_it_is_crowded() -> None:
    limits = Limits(clock=lambda: 1.0)
    for served in (1, 2):
        limits.write(served)
        limits.written(served)
    for _ in range(4):
        limits.write(3)

    assert (places(limits, 1), places(limits, 2)) == (12, 8)


def test_one_site_receives_half_of_what_may_be_received() -> None:
    limits = Limits()

    received = [sum(limits.receive(site_id) for _ in range(2_000)) for site_id in (1, 2, 3)]
    limits.received(1)

    assert (received, limits.receive(1), limits.receive(3)) == ([1_000, 1_000, 0], True, False)


async def test_too_many_messages_of_a_key_are_refused_unread_and_other_keys_are_not(db: asyncpg.Pool) -> None:
    async with serving(db, Writer(db, limits=Limits(per_key=1, clock=lambda: 9.0))) as server:
        other = await a_site(db, "other")
        taken = [(await server.post(body(a_batch([a_view()])))).status for _ in range(5)]

        refused = await server.post(b"this would be a 400")
        elsewhere = await server.post(body(a_batch([a_view()])), key=other.key)

        assert (taken, refused.status, elsewhere.status) == ([204] * 5, 429, 204)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["access-control-allow-origin"]
        assert await server.refusals() == {"rate": 1}


async def test_invented_keys_use_up_an_allowance_too(db: asyncpg.Pool) -> None:
    async with serving(db, Writer(db, limits=Limits(per_key=1, clock=lambda: 9.0))) as server:
        statuses = [(await server.post(b"{}", key=f"invented{number}")).status for number in range(7)]

        assert statuses == [404] * 5 + [429] * 2
        assert (await server.post(body(a_batch([a_view()])))).status == 204


@pytest.mark.parametrize(("proxies", "refused"), [(None, 0), (["192.0.2.1"], 0), (["127.0.0.1"], 3)])
async def test_an_address_is_believed_from_a_named_proxy_only(
    db: asyncpg.Pool, proxies: list[str] | None, refused: int
) -> None:
    async with serving(db, Writer(db, limits=Limits(per_address=1, clock=lambda: 9.0)), proxies) as server:
        answers = [await server.post(body(a_batch([a_view()])), x_forwarded_for="203.0.113.9") for _ in range(8)]
        elsewhere = await server.post(body(a_batch([a_view()])), x_forwarded_for="203.0.113.10")

        assert [answer.status for answer in answers] == [204] * (8 - refused) + [429] * refused
        assert elsewhere.status == 204


async def test_bodies_that_never_end_are_let_in_in_a_bounded_number(
    db: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balk.ingest.limits._MOST_RECEIVING", 3)
    async with serving(db, Writer(db)) as server:
        key = server.site.key.encode()
        head = b"POST /c/%s HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\ncontent-type: text/plain\r\n"
        slow = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        for _, out in slow:
            out.write(head % key + b"content-length: 100\r\n\r\n{")
            await out.drain()
        await asyncio.sleep(0.2)

        refused = await server.post(body(a_batch([a_view()])))
        for _, out in slow:
            out.close()
        await asyncio.sleep(0.2)
        after = await server.post(body(a_batch([a_view()])))

        assert (refused.status, refused.headers["retry-after"], after.status) == (503, "2", 204)


async def test_a_body_that_nobody_reads_does_not_keep_its_connection(db: asyncpg.Pool) -> None:
    async with serving(db, Writer(db)) as server:
        reader, out = await asyncio.open_connection("127.0.0.1", server.port)
        out.write(b"POST /c/never1 HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n")

        async with asyncio.timeout(5):
            answer = await reader.read()
        out.close()

        assert answer.startswith(b"HTTP/1.1 404")
        assert b"connection: close" in answer
