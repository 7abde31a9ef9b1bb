"""HTTP/1.1 by hand, for what no well-behaved client does: half a request, a slow reader, an idle connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from given import ORIGIN, a_batch, a_view, body
from ingest.collecting import Answered, read_answer

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def a_message(key: str) -> tuple[bytes, bytes]:
    """Head and body of a request that collects one new view."""
    sent = body(a_batch([a_view()]))
    lines = [
        f"POST /c/{key} HTTP/1.1",
        "host: balk.example",
        f"origin: {ORIGIN}",
        "content-type: text/plain",
        f"content-length: {len(sent)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode(), sent


@asynccontextmanager
async def connected(url: str, *, buffer: int = 65_536) -> AsyncIterator[Stream]:
    """A connection of its own."""
    parts = urlsplit(url)
    reader, out = await asyncio.open_connection(parts.hostname, parts.port, limit=buffer)
    try:
        yield reader, out
    finally:
        out.close()


async def sent_at_once(stream: Stream, key: str) -> Answered:
    """The answer to one message on that connection."""
    reader, out = stream
    out.write(b"".join(a_message(key)))
    return await read_answer(reader)


async def on_a_new_connection(url: str, key: str) -> int:
    """The status of one message on a connection of its own; raises what goes wrong."""
    async with connected(url) as stream:
        return (await sent_at_once(stream, key)).status
