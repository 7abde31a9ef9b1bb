"""A database that is there and does nothing: stopped, or with every connection taken."""

from contextlib import suppress
from pathlib import Path

import asyncpg

_END_OTHERS = """
    select pg_terminate_backend(pid)
    from pg_stat_activity
    where backend_type = 'client backend'
      and pid <> all($1::int[])
"""


async def take_all(dsn: str, taken: list[asyncpg.Connection]) -> None:
    """Take every connection that the database has, those of others too."""
    ended = True
    while ended:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                taken.append(await asyncpg.connect(dsn))
        ended = bool(await taken[0].fetch(_END_OTHERS, [connection.get_server_pid() for connection in taken]))


def all_of(postmaster: int) -> list[int]:
    """A database's processes."""
    found = [postmaster]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) == postmaster:
                found.append(int(process.name))
    return found
