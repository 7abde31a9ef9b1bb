"""The modules of every build of the widget that ran on this database of late, for pages that hold the script of
another build: loaded before an upgrade, or from a server of another version."""

import asyncio
import re
from datetime import datetime, timedelta

import asyncpg

from balk import db as database
from balk.ingest import built_script
from balk.ingest.known_sites import DatabaseAway

_KEPT = timedelta(days=30)
_BUILD = re.compile(r"[0-9a-f]{12}")
_PATIENCE_S = 1.8


async def keep_build(db: asyncpg.Pool, now: datetime) -> None:
    """Keep this process's build, and forget those that have not run for a month, or only by a clock that was far ahead.
    Raises WidgetNotBuilt."""
    build = built_script.modules_hash()
    contents = [built_script.module_content(name) for name in built_script.MODULES]
    await db.execute(
        """
        insert into built_module (build, name, content, ran_at)
        select $1, modules.name, modules.content, $4
        from unnest($2::text[], $3::bytea[]) as modules (name, content)
        on conflict (build, name) do update set ran_at = excluded.ran_at
        """,
        build,
        list(built_script.MODULES),
        contents,
        now,
    )
    await db.execute("delete from built_module where ran_at < $1 or ran_at > $2", now - _KEPT, now + _KEPT)


class KeptBuilds:
    """The modules of other builds, as they are asked for."""

    def __init__(self, db: asyncpg.Pool) -> None:
        self._db = db
        self._two_at_a_time = asyncio.Semaphore(2)
        """A flood of invented builds must leave connections to the others."""

    async def find(self, build: str, name: str) -> bytes | None:
        """A module of that build, or None where no such build ran here. Raises DatabaseAway."""
        if not _BUILD.fullmatch(build):
            return None
        try:
            async with asyncio.timeout(_PATIENCE_S), self._two_at_a_time:
                content: bytes | None = await self._db.fetchval(
                    "select content from built_module where build = $1 and name = $2", build, name
                )
        except database.AWAY as error:
            raise DatabaseAway from error
        return content
