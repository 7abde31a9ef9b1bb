"""`balk worker`: the background work in a process of its own."""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import asyncpg
import click
import msgspec

from balk.cli.database import database, on_pool
from balk.cli.logs import set_up_logs
from balk.cli.options import at_place, disk_marks, settings_here
from balk.cli.serving import stopped_in_order
from balk.settings import Settings


@click.command()
@disk_marks
@at_place()
def worker(low_disk: int, least_disk: int) -> None:
    """Run the background work until told to stop. `balk serve` does it too."""
    set_up_logs()
    settings = msgspec.structs.replace(settings_here(), low_disk_mb=low_disk, least_disk_mb=least_disk)
    with stopped_in_order(), database(settings, watched=True) as dsn:
        asyncio.run(on_pool(dsn, lambda db: _until_signal(db, settings)))


async def _until_signal(db: asyncpg.Pool, settings: Settings) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    click.echo("working", err=True)
    await _work(db, settings, stopped)


async def _work(db: asyncpg.Pool, settings: Settings, stopped: asyncio.Event) -> None:
    async with settings.disk().watched() as disk:
        running = _jobs().start(db, disk)
        await stopped.wait()
        await running.stop()


def _jobs() -> ModuleType:
    """What takes long to import."""
    from balk import jobs

    return jobs


@contextmanager
def working(dsn: str, settings: Settings) -> Iterator[None]:
    """The background work, in a thread, for as long as the block lasts."""
    _jobs()  # here: two threads that import what imports each other find it half made
    loop = asyncio.new_event_loop()
    stopped = asyncio.Event()

    def work() -> None:
        loop.run_until_complete(on_pool(dsn, lambda db: _work(db, settings, stopped)))
        loop.close()

    thread = threading.Thread(target=work, name="background-work")
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join()
