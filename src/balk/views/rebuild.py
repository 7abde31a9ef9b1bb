"""The rollups of a site made again from its closed views; they come out the same."""

import asyncpg

from balk.views.close import closer_lock
from balk.views.record import CLOSED_COLUMNS, from_closed
from balk.views.rollups import ROLLUPS, Sums, sum_around

_BATCH = 5_000


async def rebuild_rollups(db: asyncpg.Pool, site_id: int) -> int:
    """Count every closed view of the site again, in one transaction, and return how many there are.

    Only of the days of which all closed views are still there. The rollups of earlier days, which outlive their views,
    stay as they are.
    """
    async with db.acquire(timeout=10) as connection, connection.transaction():
        # Before retention removes a view it moves `views_kept_since` past its day, and for that it waits for this lock.
        await connection.execute("select pg_advisory_xact_lock($1)", closer_lock(site_id))
        since = await connection.fetchval("select views_kept_since from site where site_id = $1", site_id)
        for table in ROLLUPS:
            await connection.execute(
                f"delete from {table} where site_id = $1 and ($2::date is null or day + days > $2)", site_id, since
            )
            if since is not None:
                await sum_around(connection, site_id, table, since)
        views = 0
        sums = Sums()
        query = f"""
            select {", ".join(CLOSED_COLUMNS)}
            from view_closed
            where site_id = $1
              and ($2::date is null or started_at >= $2::date::timestamp at time zone 'UTC')
        """
        async for row in connection.cursor(query, site_id, since, prefetch=_BATCH):
            sums.add(from_closed(row))
            views += 1
            if views % _BATCH == 0:
                await sums.store(connection, site_id)
                sums = Sums()
        await sums.store(connection, site_id)
        return views
