"""A real server that only collects, and a browser of few words to talk to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
import uvicorn
from litestar import Litestar
from litestar.datastructures import State

from balk import ingest
from balk.ingest.writer import Writer
from balk.sites import Site
from given import ORIGIN, a_site


class Answered(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body's JSON."""
        return msgspec.json.decode(self.body)


class Server(msgspec.Struct, frozen=True):
    """A server that collects on a free port."""

    port: int
    site: Site
    db: asyncpg.Pool
    writer: Writer
    app: Litestar

    async def talk(self, raw: bytes) -> Answered:
        """Send these bytes on a new connection and read one answer."""
        reader, out = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            out.write(raw)
            return await read_answer(reader)
        finally:
            out.close()

    async def request(self, method: str, path: str, body: bytes = b"", **headers: str | None) -> Answered:
        """One request. A header's name has `_` for `-`; None leaves one out that is usual."""
        usual: dict[str, str | None] = {"host": f"127.0.0.1:{self.port}"}
        if method == "POST":
            usual |= {"origin": ORIGIN, "content_type": "text/plain;charset=UTF-8", "content_length": str(len(body))}
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in (usual | headers).items() if value is not None]
        head = "\r\n".join([f"{method} {path} HTTP/1.1", *lines]) + "\r\n\r\n"
        reader, out = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            out.write(head.encode() + body)
            return await read_answer(reader, head=method == "HEAD")
        finally:
            out.close()

    async def post(self, body: bytes, key: str | None = None, **headers: str | None) -> Answered:
        """One message to the site's key."""
        return await self.request("POST", f"/c/{self.site.key if key is None else key}", body, **headers)

    async def stored_seqs(self) -> list[int]:
        """`seq` of every open view, in order."""
        return [row["seq"] for row in await self.db.fetch("select seq from view_open order by seq")]

    async def refusals(self) -> dict[str, int]:
        """What was refused of the site (and of unknown ones), by reason."""
        await self.writer.refusals.save()
        rows = await self.db.fetch("select reason, sum(count)::int as count from refusal group by reason")
        return {row["reason"]: row["count"] for row in rows}


async def read_answer(reader: asyncio.StreamReader, *, head: bool = False) -> Answered:
    """The next answer on a connection."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    length = 0 if head else int(headers.get("content-length", "0"))
    return Answered(int(lines[0].split()[1]), headers, await reader.readexactly(length))


@asynccontextmanager
async def serving(
    db: asyncpg.Pool, writer: Writer, proxies: list[str] | None = None, **state: Any
) -> AsyncIterator[Server]:
    """A server on `db` while the block runs, as `balk serve` runs it with these trusted proxies."""
    app = Litestar(
        route_handlers=ingest.ROUTES, state=State({"db": db, "writer": writer, **state}), openapi_config=None
    )
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            lifespan="off",
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
        )
    )
    running = asyncio.create_task(server.serve(sockets=[listening]))
    site = await a_site(db)
    try:
        yield Server(listening.getsockname()[1], site, db, writer, app)
    finally:
        server.should_exit = True
        await running
        await writer.close()
        listening.close()
