"""How the tables are spread over the machines of a Citus cluster. Elsewhere nothing here does anything.

Every statement of Balk names one site, so growing tables are spread by `site_id` and colocated: a site's rows of all
tables are on one machine, and whatever asks for one site is answered there. Small tables that say what a site is are
reference tables, whole on every machine, so that they can be joined to growing ones. What is never joined to those is
left local on the coordinator, as the Citus documentation advises for "small administrative tables that don't
participate in join queries", such as those for signing in: a change of a reference table is committed on all machines.

Applications talk to the coordinator only: advisory locks and local tables are there. Citus 11.2 is the oldest that
takes identity columns (citusdata/citus issue 6491).
"""

from collections.abc import Container, Mapping
from typing import Literal

import asyncpg

from balk.migrate import locked

How = Literal["distributed", "reference", "local"]

TABLES: dict[str, How] = {
    # what a site is; a table after those that it refers to
    "site": "reference",
    "api_token": "reference",
    "success_rule": "reference",
    # people and how they sign in; what every process keeps for all; locks
    "account": "local",
    "session": "local",
    "login_link": "local",
    "failed_login": "local",
    "built_module": "local",
    "removed_site": "local",
    "migration": "local",
    # what grows with what is collected
    "form": "distributed",
    "field": "distributed",
    "version": "distributed",
    "form_setting": "distributed",
    "field_setting": "distributed",
    "view_open": "distributed",
    "view_closed": "distributed",
    "form_day": "distributed",
    "field_day": "distributed",
    "error_day": "distributed",
    "answer": "distributed",
    "moment": "distributed",
    "refusal": "distributed",
}
"""Every table once. Partitions follow their table."""

GROWING = frozenset(table for table, how in TABLES.items() if how == "distributed")

_FIRST = "form"
"""The growing table that all others are colocated with, by name: what else is in the database stays apart."""

_HAS_CITUS = "select exists (select from pg_extension where extname = 'citus')"

_SPREAD_ALREADY = """
    select
        relname as name,
        case when partmethod = 'h' then 'distributed' when repmodel = 't' then 'reference' end as how,
        pg_relation_size(logicalrelid) + coalesce(
            (select sum(pg_relation_size(inhrelid)) from pg_inherits where inhparent = logicalrelid), 0
        ) > 0 as left_behind
    from pg_dist_partition
    join pg_class on pg_class.oid = logicalrelid
    where relnamespace = current_schema()::regnamespace
      and (partmethod <> 'n' or repmodel = 't')
"""
"""What Citus has in hand, and whether rows are left on the coordinator: there pg_relation_size sees only these. Local
tables that it knows of (method `n`, replication `s`) count as not spread."""


class SpreadOtherwise(Exception):
    """A table is spread in another way than Balk needs."""


def plan(already: Mapping[str, str | None], behind: Container[str] = ()) -> list[str]:
    """The statements that are left to do, one for each transaction, where `already` says how some tables are spread,
    and `behind` of which an earlier run, cut off, left rows on the coordinator.

    Rows that are there go along; what stays of them on the coordinator "can cause irrelevant constraint violations"
    (documentation of create_distributed_table) and is dropped once all that refers to it is spread too.
    Raises SpreadOtherwise.
    """
    wrong = [table for table, how in already.items() if table in TABLES and TABLES[table] != how]
    if wrong:
        raise SpreadOtherwise(
            f"the table {wrong[0]} is {already[wrong[0]] or 'spread in another way'} in Citus and should be "
            f"{TABLES[wrong[0]]}: give Balk a database of its own"
        )
    left = [table for table, how in TABLES.items() if how != "local" and table not in already]
    return [
        *(_spread(table) for table in left),
        *(
            f"select truncate_local_data_after_distributing_table('{table}')"
            for table in TABLES
            if table in left or (table in already and table in behind)
        ),
    ]


def _spread(table: str) -> str:
    if TABLES[table] == "reference":
        return f"select create_reference_table('{table}')"
    beside = "none" if table == _FIRST else _FIRST
    return f"select create_distributed_table('{table}', 'site_id', colocate_with => '{beside}')"


async def distribute(db: asyncpg.Connection) -> list[str]:
    """Spread what is not spread yet of a migrated database, and return the statements that did it.

    Does nothing where the extension `citus` is not in the database. Raises SpreadOtherwise.
    """
    if not await db.fetchval(_HAS_CITUS):
        return []
    async with locked(db):
        rows = await db.fetch(_SPREAD_ALREADY)
        done = plan({row["name"]: row["how"] for row in rows}, {row["name"] for row in rows if row["left_behind"]})
        for statement in done:
            await db.execute(statement)
        return done
