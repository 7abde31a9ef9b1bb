"""Where reports are read: on a replica of the database where there is one that answers and has seen enough."""

import asyncio
import re
import time

import asyncpg
import structlog

from balk.db import AWAY

_log = structlog.get_logger()

_LSN = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")

_STATE = """
    select
        (select max(number) from migration) as migration,
        $1::text is null or pg_last_wal_replay_lsn() >= $1::text::pg_lsn as seen
"""


class Reading:
    """The primary database, and a replica of it that reports are read from, if any.

    A replica that does not answer within `patience` seconds, or lacks a migration, is left alone for `rest` seconds,
    and the primary is read in its place.
    """

    def __init__(
        self,
        primary: asyncpg.Pool,
        replica: asyncpg.Pool | None = None,
        *,
        migrations: int = 0,
        patience: float = 1.0,
        rest: float = 5.0,
    ) -> None:
        self.replica = replica
        self._primary = primary
        self._migrations = migrations
        self._patience = patience
        self._rest = rest
        self._resting_until = 0.0

    async def pool(self, after: str | None = None) -> asyncpg.Pool:
        """What to read from now. `after` is a word of `changed`: what had been changed by then is in it."""
        if self.replica is None or time.monotonic() < self._resting_until:
            return self._primary
        asked = after if after is not None and _LSN.fullmatch(after) else None
        try:
            async with asyncio.timeout(self._patience):
                state = await self.replica.fetchrow(_STATE, asked)
        except (*AWAY, asyncpg.PostgresError) as problem:
            return self._left_alone("the replica does not answer", repr(problem))
        if (state["migration"] or 0) < self._migrations:
            return self._left_alone("the replica lacks a migration", f"it has {state['migration']}")
        if self._resting_until:
            _log.info("reports are read from the replica again")
            self._resting_until = 0.0
        return self.replica if state["seen"] else self._primary

    def _left_alone(self, why: str, problem: str) -> asyncpg.Pool:
        """The primary, from now on for a while."""
        _log.warning(f"{why}, reports are read from the primary", problem=problem)
        self._resting_until = time.monotonic() + self._rest
        return self._primary

    async def changed(self) -> str | None:
        """A word for all that has been changed until now, to be given to `pool`; None where there is no replica.

        It is the primary's place in its log, so any process may have made the change and any may read after it.
        """
        if self.replica is None:
            return None
        try:
            async with asyncio.timeout(self._patience):
                word: str = await self._primary.fetchval("select pg_current_wal_lsn()::text")
        except (*AWAY, asyncpg.PostgresError) as problem:
            _log.warning("a change may show late in reports", problem=repr(problem))
            return None
        return word

    async def close(self) -> None:
        """Close the replica's connections; the primary's are the caller's."""
        if self.replica is not None:
            await self.replica.close()
