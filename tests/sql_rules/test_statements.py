"""Every statement of Balk keeps to the rules, and is one that the migrated schema knows."""

import ast
from pathlib import Path

import asyncpg
import pglast
import pytest

from balk.distribute import GROWING
from balk.views.rollups import ROLLUPS
from sql_rules.found import SOURCES, Statement, Unread, evaluated, like_sql, of_code, of_copies, of_files, of_migrations
from sql_rules.rules import complaints
from sql_rules.stand_ins import STAND_INS

CODE, UNREAD = of_code()
ALL = [*of_migrations(), *of_files(), *CODE]

_ADDED_UP = "run once, over all sites, each row from rows of its own site"
_EMBEDDED = "asked of the embedded database only"
EXCEPTIONS = {
    **{
        ("migrations/0009_spans.sql", said): _ADDED_UP
        for table in ROLLUPS
        for said in (
            f"{table} is asked without its site_id",
            f"a mixed-site batch: the site of what is inserted into {table} is not one parameter",
        )
    },
    **{
        ("backup/contents.py contents", f"{table} is asked without its site_id"): _EMBEDDED
        for table in ("form", "view_open", "view_closed", "answer")
    },
    **{
        ("views/partitions.py make_partitions", said): "`like view_closed including all` brings both"
        for said in (
            "view_closed_2026_11 has no column `site_id bigint not null`",
            "view_closed_2026_11 has no primary key",
        )
    },
    (
        "cli/doctor.py _retention",
        "form is asked without its site_id",
    ): "asked of all sites at once, by hand and seldom",
    (
        "cli/doctor.py _queue",
        "view_open is asked without its site_id",
    ): "asked of all sites at once, by hand and seldom; every machine of a cluster counts its own",
    (
        "ingest/writer.py _store_once",
        "a mixed-site batch: answer is inserted into once for each of several rows",
    ): "the rows of a flush are those of one site",
}
"""What breaks a rule with a reason."""

NOT_PREPARED = {
    "distribute.py distribute": "only a database with the extension citus has what it asks",
}


def broken() -> dict[tuple[str, str], str]:
    """What breaks a rule: where and which, and the statement."""
    return {
        (one.where, said): one.sql
        for one in ALL
        for said in complaints(one.sql, many=one.many, migration=one.migration)
    }


def test_every_statement_keeps_to_the_rules() -> None:
    assert {key: sql for key, sql in broken().items() if key not in EXCEPTIONS} == {}


def test_no_exception_is_left_that_nothing_needs() -> None:
    assert set(EXCEPTIONS) - set(broken()) == set()


def test_every_call_can_be_read_or_says_why_not() -> None:
    """One that is new gets what stands for its names in STAND_INS."""
    assert UNREAD == []


def test_what_stands_in_for_names_stands_at_functions_that_are_there() -> None:
    assert {*STAND_INS, *NOT_PREPARED} - {one.where for one in CODE} == set()


def test_the_search_finds_what_everybody_knows_is_there() -> None:
    places = {one.where.split(" ")[0] for one in ALL}

    assert {"ingest/writer.py", "views/close.py", "report/answers.sql", "migrations/0001_first_tables.sql"} <= places
    assert len(ALL) > 100
    assert SOURCES.name == "balk"


def test_rows_copied_into_a_growing_table_begin_with_their_site() -> None:
    copies = list(of_copies())

    assert copies
    assert {first for table, first in copies if table in GROWING} == {"site_id"}


def test_a_statement_that_only_a_caller_knows_is_not_overlooked() -> None:
    expression = ast.parse('f"select 1 from {table}"', mode="eval").body

    read = list(evaluated(expression, SOURCES / "views" / "close.py", "views/close.py invented", False))

    assert read == [Unread("views/close.py invented", "f'select 1 from {table}'")]


def test_a_statement_that_takes_another_way_to_the_database_is_not_overlooked(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('"""select a docstring"""\nASKED = "select 1 from form"\nother(f"delete from {table}")\n')

    assert sorted(like_sql(module)) == ["delete from ", "select 1 from form"]


def _is_query(one: Statement) -> bool:
    kinds = {type(raw.stmt).__name__ for raw in pglast.parse_sql(one.sql)}
    return kinds <= {"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"}


async def test_every_query_is_one_that_the_schema_knows(db: asyncpg.Pool) -> None:
    refused = {}
    async with db.acquire() as connection:
        for one in {one.sql: one for one in ALL if _is_query(one) and one.where not in NOT_PREPARED}.values():
            try:
                await connection.prepare(one.sql)
            except asyncpg.PostgresError as error:
                refused[one.where] = str(error)

    assert refused == {}


@pytest.mark.parametrize("where", sorted({one.where for one in CODE if one.many}))
def test_what_runs_for_many_rows_is_known(where: str) -> None:
    assert where == "ingest/writer.py _store_once"
