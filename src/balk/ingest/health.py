"""`GET /healthz` and `GET /metrics`: whether this process can do its work, and what it did."""

import asyncpg
from litestar.types import Receive, Scope, Send
from prometheus_client import CONTENT_TYPE_LATEST

from balk.db import AWAY, soon
from balk.ingest.answering import answer
from balk.ingest.writer import Writer

_NEVER_STORED = (b"cache-control", b"no-store")


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """200 when the database answers within two seconds, else 503. A full disk is said: reading goes on."""
    try:
        well = await soon(scope["litestar_app"].state.db, lambda db: db.fetchval("select 1")) == 1
    except (*AWAY, asyncpg.PostgresError):
        well = False
    kind = (b"content-type", b"text/plain; charset=utf-8")
    if well:
        full = scope["litestar_app"].state.writer.disk.full
        said = b"ok, but the disk is full: nothing is collected\n" if full else b"ok\n"
        await answer(send, 200, said, (kind, _NEVER_STORED))
    else:
        await answer(send, 503, b"the database does not answer\n", (kind, _NEVER_STORED, (b"retry-after", b"2")))


async def metrics(scope: Scope, receive: Receive, send: Send) -> None:
    """The meters of the process that answers; with several workers each keeps its own."""
    writer: Writer = scope["litestar_app"].state.writer
    writer.meters.waiting.set(writer.waiting)
    if writer.disk.free is not None:
        writer.meters.disk_free.set(writer.disk.free)
    await answer(send, 200, writer.meters.text(), ((b"content-type", CONTENT_TYPE_LATEST.encode()), _NEVER_STORED))
