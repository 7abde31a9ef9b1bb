"""THREATS.md, "Bad bodies for POST /c/KEY": each gets its answer, and the next good request is served."""

import asyncio
import gzip
import uuid

import asyncpg
import pytest

from balk.ingest.writer import Writer
from given import ORIGIN, a_batch, a_view, body, touched
from ingest.collecting import Server, read_answer, serving

VISIT = b'"visit":"' + str(uuid.UUID(int=7)).encode() + b'"'
VIEW = b'"id":"' + str(uuid.UUID(int=8)).encode() + b'","seq":1,"form":"signup","version":"v1"'


def message(inside: bytes = b"") -> bytes:
    """A message of version 1 with more in it."""
    return b'{"v":1,' + VISIT + inside + b"}"


REFUSED: dict[str, tuple[bytes, dict[str, str]]] = {
    "empty": (b"", {"error": "the body is empty", "at": "$"}),
    "null": (b"null", {"error": "Expected `object`, got `null`", "at": "$"}),
    "truncated": (message()[:-9], {"error": "Input data was truncated", "at": "$"}),
    "two documents": (
        message() + message(),
        {"error": "JSON is malformed: trailing characters (byte 55)", "at": "$"},
    ),
    "invalid UTF-8": (message(b',"referrer":"\xff"'), {"error": "the body is not UTF-8 (byte 66)", "at": "$"}),
    "invalid UTF-8 in an unknown field": (
        message(b',"unknown":"\xc3\x28"'),
        {"error": "the body is not UTF-8 (byte 65)", "at": "$"},
    ),
    "NaN": (message(b',"holdout":NaN'), {"error": "JSON is malformed: invalid character (byte 64)", "at": "$"}),
    "1e400": (
        message(b',"moments":[{"name":"m","value":1e400}]'),
        {"error": "Number out of range", "at": "$.moments[0].value"},
    ),
    "5,000 digits": (
        message(b',"views":[{' + VIEW + b',"age_ms":' + b"9" * 5_000 + b"}]"),
        {"error": "Integer value out of range", "at": "$.views[0].age_ms"},
    ),
    "a string for a number": (
        message(b',"views":[{' + VIEW + b',"touched":[["email","2"]]}]'),
        {"error": "Expected `int`, got `str`", "at": "$.views[0].touched[0][1]"},
    ),
    "a field's type that is no text": (
        message(b',"forms":[{"key":"f","version":"v","fields":[{"key":"a"},{"key":"b","type":4}]}]'),
        {"error": "Expected `str`, got `int`", "at": "$.forms[0].fields[1].type"},
    ),
    "very deep": (
        message(b',"unknown":' + b"[" * 32_000 + b"]" * 32_000),
        {"error": "the body is nested too deeply", "at": "$"},
    ),
    "a version not spoken": (
        b'{"v":2,"all":"different"}',
        {"error": "version 2 is not spoken here, version 1 is", "at": "$.v"},
    ),
    "no version": (b"{" + VISIT + b"}", {"error": "Object missing required field `v`", "at": "$"}),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_body_that_is_no_message_is_refused_with_its_place(server: Server, name: str) -> None:
    sent, told = REFUSED[name]

    answered = await server.post(sent)

    assert (answered.status, answered.json()) == (400, told)
    assert answered.headers["access-control-allow-origin"] == ORIGIN
    assert (await server.post(body(a_batch([a_view()])))).status == 204


async def test_100000_levels_are_too_large_already(server: Server) -> None:
    answered = await server.post(b"[" * 100_000)

    assert answered.status == 413
    assert (await server.post(body(a_batch([a_view()])))).status == 204


ACCEPTED: dict[str, bytes] = {
    "unknown fields": b',"new":{"__proto__":{"polluted":true}},"site_id":1,"is_bot":true,"received_at":"1970-01-01"',
    "a huge number in an unknown field": b',"unknown":[1e400,' + b"9" * 5_000 + b"]",
    "a key that stands twice": b',"device":"phone","device":"tablet"',
    "__proto__ as an attribute's name": b',"attributes":{"__proto__":"x","constructor":"y"}',
    "bidirectional overrides": ',"referrer":"\u202egpj.exe\u2066"'.encode(),
    "markup": b',"referrer":"\\"><svg/onload=alert(1)>"',
    "a surrogate pair": b',"referrer":"\\ud83d\\ude00"',
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_what_is_strange_but_harmless_is_taken(server: Server, name: str) -> None:
    answered = await server.post(message(ACCEPTED[name] + b',"views":[{' + VIEW + b"}]"))

    assert (answered.status, answered.body, await server.stored_seqs()) == (204, b"", [1])
    assert await server.refusals() == {}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb"a\ud83d", "a\ufffd"),
        (rb"\ude00b", "\ufffdb"),
        (rb"\uD83D\uD83D\uDE00", "\ufffd\U0001f600"),
        (rb"a\u0000b", "a\ufffdb"),
        (rb"\u0000\u0000", "\ufffd\ufffd"),
        (rb"\\u0000", "\\u0000"),
        (rb"\\\u0000", "\\\ufffd"),
    ],
)
async def test_half_an_emoji_and_the_zero_character_are_replaced_and_counted(
    server: Server, sent: bytes, kept: str
) -> None:
    answered = await server.post(message(b',"forms":[{"key":"' + sent + b'","version":"v"}]'))

    assert (answered.status, await server.db.fetchval("select key from form")) == (204, kept)
    assert await server.refusals() == ({"repaired": kept.count("\ufffd")} if "\ufffd" in kept else {})


async def test_one_byte_more_than_64_kib_is_refused_before_it_is_read(server: Server) -> None:
    largest = message(b',"unknown":"' + b"x" * (65_536 - len(message(b',"unknown":""'))) + b'"')
    assert (await server.post(largest)).status == 204

    too_large = await server.talk(
        f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\ncontent-type: text/plain\r\n"
        f"content-length: 65537\r\n\r\n".encode()
    )

    assert (too_large.status, too_large.json()) == (413, {"error": "the body is larger than 65536 bytes"})
    assert (await server.post(body(a_batch([a_view()])))).status == 204


async def test_chunks_without_end_are_refused_at_64_kib(server: Server) -> None:
    reader, out = await asyncio.open_connection("127.0.0.1", server.port)
    out.write(
        f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\ncontent-type: text/plain\r\n"
        "transfer-encoding: chunked\r\n\r\n".encode()
    )
    for _ in range(70):
        out.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
    answered = await read_answer(reader)

    assert (answered.status, answered.headers["connection"]) == (413, "close")
    assert await reader.read() == b""
    out.close()
    assert (await server.post(body(a_batch([a_view()])))).status == 204


async def test_a_body_in_chunks_is_read_whole(server: Server) -> None:
    sent = body(a_batch([a_view()]))
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (sent[:50], sent[50:]))

    answered = await server.talk(
        f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\ncontent-type: text/plain\r\n"
        "transfer-encoding: chunked\r\n\r\n".encode()
        + chunks
        + b"0\r\n\r\n"
    )

    assert (answered.status, await server.stored_seqs()) == (204, [1])


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "identity, gzip"])
async def test_a_compressed_body_is_refused(server: Server, encoding: str) -> None:
    answered = await server.post(gzip.compress(body(a_batch([a_view()]))), content_encoding=encoding)

    assert (answered.status, answered.json()) == (415, {"error": "the body must not be compressed"})
    assert (await server.post(body(a_batch([a_view()])), content_encoding="identity")).status == 204


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("text/plain", 204),
        ("text/plain;charset=UTF-8", 204),
        ("Application/JSON; charset=utf-8", 204),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plainer", 415),
        ("application/json+x", 415),
        ("", 415),
        (None, 415),
    ],
)
async def test_only_text_and_json_are_taken(server: Server, kind: str | None, status: int) -> None:
    answered = await server.post(body(a_batch([a_view()])), content_type=kind)

    assert answered.status == status
    assert (await server.post(body(a_batch([a_view()])))).status == 204


async def test_a_slow_body_is_given_up(db: asyncpg.Pool) -> None:
    async with serving(db, Writer(db), body_seconds=0.05) as server:
        for first_part in (b"", b'{"v":1,'):
            answered = await server.talk(
                f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\ncontent-type: text/plain\r\n"
                f"content-length: 500\r\n\r\n".encode()
                + first_part
            )
            assert (answered.status, answered.json()) == (408, {"error": "the body took longer than 0.05 seconds"})
        assert (await server.post(body(a_batch([a_view()])))).status == 204


async def test_a_body_that_ends_half_way_stores_nothing_and_logs_nothing(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    sent = body(a_batch([a_view()]))
    _, out = await asyncio.open_connection("127.0.0.1", server.port)
    out.write(
        f"POST /c/{server.site.key} HTTP/1.1\r\nhost: x\r\norigin: {ORIGIN}\r\ncontent-type: text/plain\r\n"
        f"content-length: {len(sent)}\r\n\r\n".encode()
        + sent[:-10]
    )
    await out.drain()
    out.close()
    await out.wait_closed()

    assert (await server.post(body(a_batch([a_view(seq=2)])))).status == 204
    assert await server.stored_seqs() == [2]
    assert caplog.records == []


async def test_every_refusal_is_counted_by_its_reason(server: Server) -> None:
    good = body(a_batch([a_view([touched("name")])]))
    await server.post(b"null")
    await server.post(b"")
    await server.post(b"x" * 70_000)
    await server.post(b'{"v":9}')
    await server.post(good, origin="null")
    await server.post(good, origin=None)
    await server.post(good, key="unknown")
    await server.post(good, content_type="image/png")
    await server.post(good, content_encoding="br")
    await server.request("PUT", f"/c/{server.site.key}")

    assert await server.refusals() == {
        "invalid": 1,
        "malformed": 1,
        "too_large": 1,
        "version": 1,
        "origin": 1,
        "origin_missing": 1,
        "unknown_key": 1,
        "content_type": 1,
        "content_encoding": 1,
        "method": 1,
    }
    shown = (await server.request("GET", "/metrics")).body.decode()
    assert 'balk_collect_refusals_total{reason="unknown_key"} 1.0' in shown
    assert 'balk_collect_requests_total{status="404"} 1.0' in shown
