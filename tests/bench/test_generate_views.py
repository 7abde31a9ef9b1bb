"""The made views of the measurements are such as closing leaves behind."""

import asyncpg

from balk.views.rebuild import rebuild_rollups
from bench import generate_views
from bench.generate_views import form_ids, made_site
from bench.made_rows import made_cells

_ROLLUPS = ("form_day", "field_day", "error_day")


async def _rollups(db: asyncpg.Pool) -> dict[str, list[asyncpg.Record]]:
    return {table: await db.fetch(f"select * from {table} t order by t::text") for table in _ROLLUPS}


async def test_made_rollups_are_those_that_rebuilding_them_makes(dsn: str, db: asyncpg.Pool) -> None:
    site, forms = await made_site(db, forms=3)
    ids = await form_ids(db, site, forms)
    async with db.acquire() as connection:
        cells = await made_cells(connection, site, forms, ids, 500, 5)

    made = await generate_views.fill(dsn, site, cells, 3_000, 5, answers=50)

    before = await _rollups(db)
    assert await rebuild_rollups(db, site.site_id) == made
    assert before == await _rollups(db)
