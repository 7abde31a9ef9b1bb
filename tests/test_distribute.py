"""What is sent to a Citus cluster, as far as a machine without one can tell. tests/distributed sends it."""

from typing import get_args

import asyncpg
import pytest

from balk.distribute import GROWING, TABLES, How, SpreadOtherwise, distribute, plan

_REFERENCES = """
    select conrelid::regclass::text as "from", confrelid::regclass::text as "to"
    from pg_constraint
    where contype = 'f'
"""


async def test_every_table_says_how_it_is_spread(db: asyncpg.Pool) -> None:
    rows = await db.fetch(
        """
        select relname
        from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        """
    )

    assert sorted(row["relname"] for row in rows) == sorted(TABLES)


async def test_what_grows_has_a_site_of_eight_bytes_that_is_never_null(db: asyncpg.Pool) -> None:
    rows = await db.fetch(
        """
        select attrelid::regclass::text as table
        from pg_attribute
        where attname = 'site_id' and atttypid = 'bigint'::regtype and attnotnull and attrelid = any($1::regclass[])
        """,
        sorted(GROWING),
    )

    assert {row["table"] for row in rows} == GROWING


async def test_a_table_comes_after_those_that_it_refers_to_and_is_spread_like_them(db: asyncpg.Pool) -> None:
    order = list(TABLES)
    found = [(row["from"], row["to"]) for row in await db.fetch(_REFERENCES)]

    assert found
    for table, other in found:
        assert order.index(other) < order.index(table)
        assert TABLES[table] == TABLES[other] != "distributed"


def test_a_new_cluster_gets_every_table_once_and_growing_ones_beside_each_other() -> None:
    spread = [statement for statement in plan({}) if "truncate" not in statement]

    assert spread[:5] == [
        "select create_reference_table('site')",
        "select create_reference_table('api_token')",
        "select create_reference_table('success_rule')",
        "select create_distributed_table('form', 'site_id', colocate_with => 'none')",
        "select create_distributed_table('field', 'site_id', colocate_with => 'form')",
    ]
    assert len(set(spread)) == len(spread) == sum(how != "local" for how in TABLES.values())


def test_what_stays_of_rows_on_the_coordinator_goes_once_everything_is_spread() -> None:
    statements = plan({})
    first = next(at for at, statement in enumerate(statements) if "truncate" in statement)

    assert all("truncate_local_data_after_distributing_table" in statement for statement in statements[first:])
    assert len(statements) == 2 * first


def test_a_table_that_is_new_joins_those_that_are_spread() -> None:
    known: dict[str, str | None] = {table: how for table, how in TABLES.items() if how != "local"}
    del known["moment"]

    assert plan(known) == [
        "select create_distributed_table('moment', 'site_id', colocate_with => 'form')",
        "select truncate_local_data_after_distributing_table('moment')",
    ]


def test_what_a_run_that_was_cut_off_left_on_the_coordinator_goes_with_the_next() -> None:
    known: dict[str, str | None] = {table: how for table, how in TABLES.items() if how != "local"}

    assert plan(known, {"form", "orders"}) == ["select truncate_local_data_after_distributing_table('form')"]


def test_where_everything_is_spread_nothing_is_left_to_do() -> None:
    assert plan({table: how for table, how in TABLES.items() if how != "local"}) == []


@pytest.mark.parametrize(("table", "how"), [("site", "distributed"), ("view_open", "reference"), ("session", None)])
def test_a_table_that_somebody_spread_otherwise_is_refused_with_a_sentence(table: str, how: str | None) -> None:
    with pytest.raises(SpreadOtherwise, match=f"the table {table} is .* in Citus and should be {TABLES[table]}: "):
        plan({table: how})


def test_tables_of_others_are_left_alone() -> None:
    assert plan({"orders": "distributed"}) == plan({})


def test_there_are_three_ways() -> None:
    assert set(TABLES.values()) == set(get_args(How))


async def test_without_citus_nothing_is_done(db: asyncpg.Pool) -> None:
    async with db.acquire() as connection:
        assert await distribute(connection) == []
