"""A wire to the database that a test can cut or clamp, with everybody else's database left alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


class Wire:
    """Forwards connections to PostgreSQL until it is told not to."""

    def __init__(self, address: str | tuple[str, int]) -> None:
        self._address = address
        self._ends: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._is_cut = False

    async def take(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        """One connection from Balk."""
        if self._is_cut:
            out.close()
            return
        if isinstance(self._address, str):
            far_reader, far_out = await asyncio.open_unix_connection(self._address)
        else:
            far_reader, far_out = await asyncio.open_connection(*self._address)
        self._ends += [out, far_out]
        for one, other in ((reader, far_out), (far_reader, out)):
            task = asyncio.create_task(self._forward(one, other))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            while part := await reader.read(65_536):
                await self._flows.wait()
                out.write(part)
        except ConnectionError:
            pass
        finally:
            out.close()

    def cut(self) -> None:
        """End every connection, and take none."""
        self._is_cut = True
        for end in self._ends:
            end.close()
        self._ends.clear()

    def clamp(self) -> None:
        """Keep every connection, and let nothing through."""
        self._flows.clear()

    def mend(self) -> None:
        """Work again."""
        self._is_cut = False
        self._flows.set()


@asynccontextmanager
async def through_a_wire(dsn: str) -> AsyncIterator[tuple[asyncpg.Pool, Wire]]:
    """A pool on `dsn`, and the wire that it hangs on."""
    straight = await asyncpg.connect(dsn)
    wire = Wire(straight._addr)
    await straight.close()
    listening = await asyncio.start_server(wire.take, "127.0.0.1", 0)
    pool = await asyncpg.create_pool(
        dsn, host="127.0.0.1", port=listening.sockets[0].getsockname()[1], ssl=False, min_size=1, max_size=8, timeout=2
    )
    try:
        yield pool, wire
    finally:
        wire.mend()
        pool.terminate()
        wire.cut()
        listening.close()
        await listening.wait_closed()
