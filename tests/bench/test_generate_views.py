"""The made views of the measurements are such as closing leaves behind."""

import asyncpg

from balk.views.rebuild import rebuild_rollups
from balk.views.rollups import ROLLUPS
from bench.generate_views import fill, form_ids, made_site
from bench.made_rows import made_cells

_ANSWERS = """
    select count(*), count(*) filter (where a.view_flags = c.flags and a.view_version_id = c.version_id)
    from answer a
    join view_closed c
        on c.site_id = a.site_id
        and c.view_id = a.view_id
    where a.site_id = $1
"""


async def _filled(dsn: str, db: asyncpg.Pool) -> tuple[int, int]:
    """The site, and how many views were made."""
    site, forms = await made_site(db, forms=3)
    ids = await form_ids(db, site, forms)
    async with db.acquire() as connection:
        cells = await made_cells(connection, site, forms, ids, 500, 5)
    return site.site_id, await fill(dsn, site, cells, 3_000, 5, answers=50)


async def _rollups(db: asyncpg.Pool) -> dict[str, list[asyncpg.Record]]:
    return {table: await db.fetch(f"select * from {table} t order by t::text") for table in ROLLUPS}


async def test_made_rollups_and_answers_are_such_as_closing_leaves_behind(dsn: str, db: asyncpg.Pool) -> None:
    site_id, made = await _filled(dsn, db)

    before = await _rollups(db)
    assert await rebuild_rollups(db, site_id) == made
    assert before == await _rollups(db)
    answers, told = await db.fetchrow(_ANSWERS, site_id)
    assert answers == told > 0
