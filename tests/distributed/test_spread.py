"""That the tables are spread as they should be, with the rows that were there before."""

import asyncpg
import pytest

from balk.distribute import TABLES, plan
from distributed.conftest import Cluster


def test_what_was_collected_before_is_still_there(citus: Cluster) -> None:
    assert citus.before["view_open"] == 2
    assert citus.after == citus.before


def test_spreading_is_done_once(citus: Cluster) -> None:
    assert (citus.spread, citus.again) == (plan({}) if citus.is_citus else [], [])


async def test_every_table_is_spread_as_balk_says(citus: Cluster, db: asyncpg.Pool) -> None:
    if not citus.is_citus:
        pytest.skip("BALK_CITUS_URL=plain: nothing is spread")
    rows = await db.fetch(
        """
        select logicalrelid::text as table, partmethod::text, repmodel::text, colocationid
        from pg_dist_partition
        where logicalrelid::text = any($1)
        """,
        list(TABLES),
    )

    hows = {row["table"]: {"h": "distributed"}.get(row["partmethod"], "reference") for row in rows}
    assert hows == {table: how for table, how in TABLES.items() if how != "local"}
    assert len({row["colocationid"] for row in rows if row["partmethod"] == "h"}) == 1
