"""The background work: one list of what is done, and how often. Every process may run it; locks share it out."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import structlog
from msgspec import Struct

from balk.disk import EVERY_SECONDS, Disk
from balk.ingest.builds import keep_build
from balk.ingest.built_script import WidgetNotBuilt
from balk.retention import remove_what_is_over
from balk.sites import all_sites
from balk.views.close import close_idle_views

_log = structlog.get_logger()


_CLOCKS_APART = timedelta(hours=1)
"""A clock that is ahead would remove what is not over. Where server and database share one nobody notices."""


class Job(Struct, frozen=True):
    """One unit of background work: `what(db, now)` does a piece of it and says whether it found any."""

    name: str
    what: Callable[[asyncpg.Pool, datetime], Awaitable[bool]]
    every_s: float


async def close_views(db: asyncpg.Pool, now: datetime) -> bool:
    """One batch of every site's idle views."""
    found = False
    problems = []
    for site in await all_sites(db):
        try:
            found = await close_idle_views(db, site, now) > 0 or found
        except Exception as problem:  # one site's trouble must not keep the others' views open
            problems.append(problem)
    if problems:
        raise ExceptionGroup("views could not be closed", problems)
    return found


async def remember_build(db: asyncpg.Pool, now: datetime) -> bool:
    """That this build of the widget is still in use."""
    with suppress(WidgetNotBuilt):
        await keep_build(db, now)
    return False


async def remove_old(db: asyncpg.Pool, now: datetime) -> bool:
    """Everything that sites have kept long enough, at one go; nothing where this clock is far from the database's."""
    there: datetime = await db.fetchval("select clock_timestamp()", timeout=10)
    if abs(there - now) > _CLOCKS_APART:
        _log.error("clocks differ, nothing is removed", here=str(now), database=str(there))
        return False
    removed = await remove_what_is_over(db, now)
    if removed:
        _log.info("removed what was kept long enough", **{table.replace(" ", "_"): n for table, n in removed.items()})
    return False


JOBS = [
    Job("close idle views", close_views, 5),
    Job("remove what was kept long enough", remove_old, 3600),
    Job("remember the widget's build", remember_build, 24 * 3600),
]


class Running:
    """Jobs that run until they are stopped."""

    def __init__(self, tasks: list[asyncio.Task[None]]) -> None:
        self._tasks = tasks

    async def stop(self) -> None:
        """Let nothing new begin, and wait until what has begun is over or undone."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def start(db: asyncpg.Pool, disk: Disk) -> Running:
    """Run every job, again at once while it finds work, else after its period; none while the disk is full."""
    return Running([asyncio.create_task(_repeat(job, db, disk), name=job.name) for job in JOBS])


async def _repeat(job: Job, db: asyncpg.Pool, disk: Disk) -> None:
    while True:
        if disk.full:
            await asyncio.sleep(EVERY_SECONDS)
            continue
        found = False
        try:
            found = await job.what(db, datetime.now(UTC))
        except Exception as problem:  # whatever it is: the others' work, and tomorrow's, must not end with it
            _log.warning("background work failed, it will be tried again", job=job.name, problem=repr(problem))
        if not found:
            await asyncio.sleep(job.every_s)
