"""The room left on the disk of the embedded database, looked at once a second.

PostgreSQL ends at once when its log cannot grow, and does not come back before it can. So Balk stops taking data while
there is room left, and goes on reading. A database of the owner's says by itself when its disk is full.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

LOW_MB = 5_000
"""Below this somebody should make room. PostgreSQL's log alone may grow by 4 GB while much is collected."""

LEAST_MB = 500
"""Below this nothing is collected. At full speed about 100 MB are written a second, and a look comes every second; the
rest is for log-ins, settings and PostgreSQL's own housekeeping."""

EVERY_SECONDS = 1.0
_WARN_EVERY_SECONDS = 3_600.0

_log = structlog.get_logger()


class Disk:
    """The room on the disk that `folder` is on. Without a folder there is always enough."""

    def __init__(self, folder: Path | None = None, *, low_mb: int = LOW_MB, least_mb: int = LEAST_MB) -> None:
        self.full = False
        """Whether nothing more may be collected; once it is so, until a quarter more than the least is free."""
        self.low = False
        """Whether somebody should make room."""
        self.free: int | None = None
        """Bytes, as of the last look."""
        self._folder = folder
        self._low = low_mb * 1_000_000
        self._least = least_mb * 1_000_000
        self._warned_at = -_WARN_EVERY_SECONDS

    @asynccontextmanager
    async def watched(self) -> AsyncIterator["Disk"]:
        """Looked at for as long as the block lasts."""
        self.look()
        watching = asyncio.create_task(self._watch(), name="watch the disk")
        try:
            yield self
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        while self._folder is not None:
            await asyncio.sleep(EVERY_SECONDS)
            self.look()

    def look(self) -> None:
        """See how much is free now, and say what changed."""
        free = None if self._folder is None else free_bytes(self._folder)
        if free is None:
            return
        self.free = free
        self.low = free < self._low
        was_full = self.full
        self.full = free < self._least * (1.25 if was_full else 1)
        said = {"free_mb": free // 1_000_000, "folder": str(self._folder)}
        if self.full and not was_full:
            _log.error("disk_full: nothing is collected until there is room", **said)
        elif was_full and not self.full:
            _log.warning("disk_has_room: collecting goes on", **said)
        elif self.low and time.monotonic() - self._warned_at >= _WARN_EVERY_SECONDS:
            self._warned_at = time.monotonic()
            _log.warning("disk_low: make room", stops_at_mb=self._least // 1_000_000, **said)


def free_bytes(folder: Path) -> int | None:
    """What an unprivileged account may still write on the disk of `folder`; None where that cannot be seen."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize
