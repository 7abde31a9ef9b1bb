"""What every statement keeps to, so that the same SQL runs on a cluster (DESIGN, "One database, small or large").

`complaints` says what a statement breaks, a line each. Growing tables are those of balk.distribute that are spread by
`site_id`. Sentences in quotes are the documentation's of Citus ("SQL support and workarounds").
"""

import re
from collections.abc import Iterator

import pglast
from pglast import ast
from pglast.enums import AlterTableType, ConstrType, JoinType, OnConflictAction

from balk.distribute import GROWING, TABLES
from sql_rules.scope import Scope, conjuncts, is_site, names_of, walk

IMMUTABLE = frozenset({"abs", "array_length", "cardinality", "lower", "mod", "unnest", "upper"})
"""Functions that a change of a growing table may call; a test asks PostgreSQL whether they are."""

_SINCE_SPREAD = 3
"""Migrations up to this one only ever ran before tables were spread."""

_ALTERATIONS = {
    AlterTableType.AT_AddColumn,
    AlterTableType.AT_DropColumn,
    AlterTableType.AT_SetNotNull,
    AlterTableType.AT_DropNotNull,
    AlterTableType.AT_ColumnDefault,
    AlterTableType.AT_AddConstraint,
    AlterTableType.AT_DropConstraint,
    AlterTableType.AT_ValidateConstraint,
    AlterTableType.AT_SetRelOptions,
    AlterTableType.AT_ResetRelOptions,
    AlterTableType.AT_AttachPartition,
    AlterTableType.AT_DetachPartition,
    AlterTableType.AT_AlterColumnType,
}
"""Of a distributed table; "alter table command is currently unsupported" for the rest."""


def table_of(name: str) -> str:
    """The table that a partition is one of, or the table itself."""
    return re.sub(r"_(\d{4}_\d{2}|default)$", "", name)


def is_growing(name: str) -> bool:
    """Whether a table, or the one it is a partition of, grows with what is collected."""
    return table_of(name) in GROWING


def complaints(sql: str, *, many: bool = False, migration: int | None = None) -> list[str]:
    """What a text of one or more statements breaks. `many`: it is run once for each of several rows. `migration`: its
    number, where it stands in one. Raises pglast.parser.ParseError."""
    return [said for raw in pglast.parse_sql(sql) for said in _of_statement(raw.stmt, many, migration)]


def _of_statement(stmt: ast.Node, many: bool, migration: int | None) -> Iterator[str]:
    for node in walk(stmt):
        if isinstance(node, ast.CreateTrigStmt):
            yield "a trigger: none runs on a cluster's shards as it does here"
        elif isinstance(node, ast.RuleStmt):
            yield "a rule: “the rule system isn’t supported”"
    if isinstance(stmt, ast.CreateStmt):
        yield from _of_table(stmt)
    elif isinstance(stmt, ast.IndexStmt):
        if stmt.unique and is_growing(stmt.relation.relname) and stmt.indexParams[0].name != "site_id":
            yield f"a unique index of {stmt.relation.relname} that does not begin with site_id"
    elif isinstance(stmt, ast.AlterTableStmt):
        yield from _of_alteration(stmt, migration)
    else:
        yield from _of_query(stmt, Scope(), many)


# tables


def _of_table(stmt: ast.CreateStmt) -> Iterator[str]:
    name = stmt.relation.relname
    if stmt.relation.relpersistence == "t":
        return
    if table_of(name) not in TABLES:
        yield f"the table {name} is not in balk.distribute.TABLES"
    if stmt.inhRelations:
        return  # a partition has the keys of its table
    columns = [one for one in stmt.tableElts or () if isinstance(one, ast.ColumnDef)]
    constraints = [(None, one) for one in stmt.tableElts or () if isinstance(one, ast.Constraint)]
    constraints += [(column.colname, one) for column in columns for one in column.constraints or ()]
    if is_growing(name):
        site = next((column for column in columns if column.colname == "site_id"), None)
        kinds = {one.contype for one in site.constraints or ()} if site else set()
        if site is None or site.typeName.names[-1].sval != "int8" or ConstrType.CONSTR_NOTNULL not in kinds:
            yield f"{name} has no column `site_id bigint not null`"
        if not any(one.contype == ConstrType.CONSTR_PRIMARY for _, one in constraints):
            yield f"{name} has no primary key"
    for column_name, constraint in constraints:
        yield from _of_constraint(name, column_name, constraint)
    for column in columns:
        for one in column.constraints or ():
            if one.contype == ConstrType.CONSTR_IDENTITY and column.typeName.names[-1].sval != "int8":
                yield f"the identity {name}.{column.colname} is no bigint: machines could not number by themselves"


def _of_constraint(table: str, column: str | None, constraint: ast.Constraint) -> Iterator[str]:
    match constraint.contype:
        case ConstrType.CONSTR_EXCLUSION:
            yield f"an exclude constraint on {table}"
        case ConstrType.CONSTR_FOREIGN:
            other = constraint.pktable.relname
            if is_growing(table) or is_growing(other):
                yield f"a foreign key from {table} to {other}: none goes into or out of a growing table"
            elif TABLES.get(table) != TABLES.get(other):
                yield f"a foreign key from {table} to {other}, which are spread in different ways"
        case ConstrType.CONSTR_PRIMARY | ConstrType.CONSTR_UNIQUE if is_growing(table):
            first = column if column is not None else constraint.keys[0].sval if constraint.keys else None
            if first != "site_id":
                yield f"a key of {table} that does not begin with site_id"


def _of_alteration(stmt: ast.AlterTableStmt, migration: int | None) -> Iterator[str]:
    table = stmt.relation.relname
    for command in stmt.cmds:
        if command.subtype == AlterTableType.AT_AddConstraint:
            yield from _of_constraint(table, None, command.def_)
        if command.subtype == AlterTableType.AT_AddColumn:
            for constraint in command.def_.constraints or ():
                yield from _of_constraint(table, command.def_.colname, constraint)
                if is_growing(table) and constraint.contype == ConstrType.CONSTR_IDENTITY:
                    yield f"an identity added to {table}: not supported on a table with rows (citusdata/citus #6808)"
        if command.subtype == AlterTableType.AT_DetachPartition and command.def_.concurrent:
            yield f"{table}: partitions can't be detached concurrently on a cluster"
        if is_growing(table) and command.subtype not in _ALTERATIONS and (migration or 99) > _SINCE_SPREAD:
            yield f"an alteration of {table} that a cluster does not take: {AlterTableType(command.subtype).name}"


# queries


def _of_query(stmt: ast.Node, outer: Scope, many: bool = False) -> Iterator[str]:
    """What a query, or one inside a query, breaks; `outer` is the query around it."""
    scope = outer.inside(stmt)
    for query in scope.ctes(stmt):
        yield from _of_query(query, scope)
    if isinstance(stmt, ast.SelectStmt) and stmt.larg is not None:
        yield from _of_query(stmt.larg, scope)
        yield from _of_query(stmt.rarg, scope)
        return
    if isinstance(stmt, ast.InsertStmt):
        yield from _of_insert(stmt, many)
        if stmt.selectStmt is not None:
            yield from _of_query(stmt.selectStmt, scope)
        if stmt.onConflictClause is not None:
            yield from _of_conflict(stmt.relation.relname, stmt.onConflictClause)
        return
    if not isinstance(stmt, ast.SelectStmt | ast.UpdateStmt | ast.DeleteStmt):
        return
    yield from _of_sources(stmt, scope)
    if isinstance(stmt, ast.UpdateStmt | ast.DeleteStmt) and is_growing(stmt.relation.relname):
        yield from _of_change(stmt)
        if many:
            yield f"a mixed-site batch: {stmt.relation.relname} is changed once for each of several rows"
    for query in scope.subqueries(stmt):
        yield from _of_query(query, scope)


def _of_sources(stmt: ast.Node, scope: Scope) -> Iterator[str]:
    """Every growing table names its site, and so does each join of two; the site stands first."""
    growing = {alias: name for alias, name in scope.tables.items() if is_growing(name)}
    if not growing:
        return
    conditions = conjuncts(stmt.whereClause) + [part for join in scope.joins for part in conjuncts(join.quals)]
    anchored = {alias for alias in growing if any(is_site(part, alias, growing, scope) for part in conditions)}
    tied = [names for part in conditions if (names := names_of(part)) is not None]
    using = {
        alias for join in scope.joins for one in join.usingClause or () if one.sval == "site_id" for alias in growing
    }
    while more := {
        alias
        for alias in growing
        if alias not in anchored
        and (
            any(alias in pair and (pair - {alias}) & (anchored | scope.outer) for pair in tied)
            or (alias in using and anchored)
        )
    }:
        anchored |= more
    for alias in sorted(set(growing) - anchored):
        yield f"{growing[alias]} is asked without its site_id"
    first = conjuncts(stmt.whereClause)[:1]
    named_first = any(
        names_of(part) or any(is_site(part, alias, growing, scope) for alias in growing) for part in first
    )
    if not set(growing) - anchored and not named_first:
        yield "site_id does not come first in the where"
    for other in scope.tables.values():
        if TABLES.get(table_of(other)) == "local":
            yield f"{other}, a local table, is joined to {min(growing.values())}"
    for join in scope.joins:
        if join.jointype == JoinType.JOIN_FULL:
            yield "a full join of growing tables"


def _of_insert(stmt: ast.InsertStmt, many: bool) -> Iterator[str]:
    table = stmt.relation.relname
    if not is_growing(table):
        return
    columns = [column.name for column in stmt.cols or ()]
    if columns[:1] != ["site_id"]:
        yield f"an insert into {table} whose first column is not site_id"
        return
    query = stmt.selectStmt
    rows = query.valuesLists or () if query is not None else ()
    firsts = [row[0] for row in rows] if rows else [query.targetList[0].val] if query is not None else []
    if not all(isinstance(first, ast.ParamRef) for first in firsts) or len({first.number for first in firsts}) > 1:
        yield f"a mixed-site batch: the site of what is inserted into {table} is not one parameter"
    elif many:
        yield f"a mixed-site batch: {table} is inserted into once for each of several rows"


def _of_conflict(table: str, clause: ast.OnConflictClause) -> Iterator[str]:
    if not is_growing(table):
        return
    if clause.infer is not None and clause.infer.indexElems and clause.infer.indexElems[0].name != "site_id":
        yield f"a conflict in {table} whose key does not begin with site_id"
    if clause.action == OnConflictAction.ONCONFLICT_UPDATE:
        parts = [*(clause.targetList or ()), *([clause.whereClause] if clause.whereClause else [])]
        yield from _of_values("do update", table, clause.targetList, parts)


def _of_change(stmt: ast.UpdateStmt | ast.DeleteStmt) -> Iterator[str]:
    targets = stmt.targetList or () if isinstance(stmt, ast.UpdateStmt) else ()
    parts = [*targets, *([stmt.whereClause] if stmt.whereClause else [])]
    what = "an update" if isinstance(stmt, ast.UpdateStmt) else "a delete"
    yield from _of_values(what, stmt.relation.relname, targets, parts, queries=True)


def _of_values(
    what: str, table: str, targets: tuple[ast.ResTarget, ...], parts: list[ast.Node], *, queries: bool = False
) -> Iterator[str]:
    """Only columns, `excluded.*`, parameters, immutable functions."""
    if any(target.name == "site_id" for target in targets):
        yield f"{what} of {table} that changes site_id"
    for node in (node for part in parts for node in walk(part)):
        if isinstance(node, ast.FuncCall) and node.funcname[-1].sval not in IMMUTABLE:
            yield f"{what} of {table} that calls {node.funcname[-1].sval}(), which is not known as immutable"
        elif isinstance(node, ast.SQLValueFunction):
            yield f"{what} of {table} that asks for the current time or user"
        elif isinstance(node, ast.SubLink) and not queries:
            yield f"{what} of {table} that asks a query"
