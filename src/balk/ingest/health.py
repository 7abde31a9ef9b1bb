"""`GET /healthz` and `GET /metrics`: whether this process can do its work, and what it did."""

import asyncpg
from litestar.types import Receive, Scope, Send
from prometheus_client import CONTENT_TYPE_LATEST

from balk.db import AWAY, soon
from balk.ingest.answering import answer
from balk.ingest.writer import Writer

_NEVER_STORED = (b"cache-control", b"no-store")


async def healthz(scope: Scope, receive: Receive, send: Send) -> None:
    """200 when the database answers within two seconds, else 503."""
    try:
        well = await soon(scope["litestar_app"].state.db, lambda db: db.fetchval("select 1")) == 1
    except (*AWAY, asyncpg.PostgresError):
        well = False
    kind = (b"content-type", b"text/plain; charset=utf-8")
    if well:
        await answer(send, 200, b"ok\n", (kind, _NEVER_STORED))
    else:
        await answer(send, 503, b"the database does not answer\n", (kind, _NEVER_STORED, (b"retry-after", b"2")))


async def metrics(scope: Scope, receive: Receive, send: Send) -> None:
    """The meters of the process that answers; with several workers each keeps its own."""
    writer: Writer = scope["litestar_app"].state.writer
    writer.meters.waiting.set(writer.waiting)
    await answer(send, 200, writer.meters.text(), ((b"content-type", CONTENT_TYPE_LATEST.encode()), _NEVER_STORED))
