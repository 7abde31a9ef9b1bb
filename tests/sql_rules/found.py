"""Every statement that Balk can send: from migrations, from report/*.sql, and from what its code passes to asyncpg.

The first argument of each call of METHODS is evaluated as Python would, in the names of its module; a name that is
bound in the function is followed to what it was bound to; and what only a caller knows stands in STAND_INS.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

import balk
from balk import assets
from balk.migrate import migration_files, statements
from sql_rules.stand_ins import STAND_INS, UNREADABLE

SOURCES = Path(balk.__file__).parent
METHODS = {"fetch", "fetchrow", "fetchval", "execute", "executemany", "cursor", "prepare"}
_SQL = re.compile(
    r"\s*(select\s|insert into\s|update\s+\w+\s+set\s|delete from\s|with \w+ as|create table|alter table)"
)
_DROPPED = re.compile(r"^drop table ([\w, ]+)", re.MULTILINE)
_MADE_OR_FILLED = re.compile(r"^(?:create table|insert into) (\w+)", re.MULTILINE)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Statement(Struct, frozen=True):
    """A statement, and where it stands: `report/gather.py _closed`."""

    where: str
    sql: str
    many: bool = False
    migration: int | None = None


class Unread(Struct, frozen=True):
    """A call whose statement can't be told."""

    where: str
    expression: str
    """Of the call, or the text."""


def of_migrations() -> list[Statement]:
    """Each statement of each migration, but for those of tables that a later one drops."""
    found = [
        Statement(f"migrations/{path.name}", sql, migration=number)
        for number, path in migration_files(assets.migrations())
        for sql in statements(path.read_text())
    ]
    dropped = {table for one in found for names in _DROPPED.findall(one.sql) for table in names.split(", ")}
    return [one for one in found if dropped.isdisjoint(_MADE_OR_FILLED.findall(one.sql))]


def of_files() -> list[Statement]:
    """Each query that stands in a file of its own."""
    return [Statement(str(path.relative_to(SOURCES)), path.read_text()) for path in sorted(SOURCES.rglob("*.sql"))]


def of_code() -> tuple[list[Statement], list[Unread]]:
    """The statements of all modules; the calls that could not be read, and texts that look like SQL and are part of no
    statement that was."""
    found: list[Statement] = []
    unread: list[Unread] = []
    for path in sorted(SOURCES.rglob("*.py")):
        for one in of_module(path):
            if isinstance(one, Statement):
                found.append(one)
            else:
                unread.append(one)
    sent = [one.sql for one in found]
    for path in sorted(SOURCES.rglob("*.py")):
        name = str(path.relative_to(SOURCES))
        unread += [Unread(name, text) for text in like_sql(path) if not any(text in sql for sql in sent)]
    return found, [one for one in unread if one.where not in UNREADABLE]


def of_module(path: Path) -> Iterator[Statement | Unread]:
    """What one module passes to asyncpg."""
    tree = ast.parse(path.read_text())
    for function in [node for node in ast.walk(tree) if isinstance(node, Function)]:
        where = f"{path.relative_to(SOURCES)} {function.name}"
        for call in _calls(function):
            for expression in _bound(call.args[0], function):
                yield from evaluated(expression, path, where, _method(call) == "executemany")


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _calls(function: Function) -> Iterator[ast.Call]:
    """The calls of METHODS in a function, without those in functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            continue
        if isinstance(node, ast.Call) and _method(node) in METHODS and node.args:
            yield node
        waiting += ast.iter_child_nodes(node)


def _bound(argument: ast.expr, function: Function) -> list[ast.expr]:
    """What a name of the function was bound to; any other expression as it is."""
    if not isinstance(argument, ast.Name):
        return [argument]
    bound = [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == argument.id for target in node.targets)
    ]
    return bound or [argument]


def evaluated(expression: ast.expr, path: Path, where: str, many: bool) -> Iterator[Statement | Unread]:
    """The statements that an expression of a function comes to, or that it can't be told."""
    module = importlib.import_module(".".join(["balk", *path.relative_to(SOURCES).with_suffix("").parts]))
    for known in STAND_INS.get(where, lambda: [{}])():
        names: dict[str, Any] = {**vars(module), **known}
        try:
            sql = eval(compile(ast.Expression(expression), where, "eval"), names)
        except NameError:
            yield Unread(where, ast.unparse(expression))
            return
        yield Statement(where, sql, many=many)


def like_sql(path: Path) -> Iterator[str]:
    """The texts of a module that begin as SQL does, an f-string's up to its first name; docstrings left out."""
    tree = ast.parse(path.read_text())
    own_lines = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values[1:]}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in own_lines | inside]
    yield from (text.value for text in texts if isinstance(text.value, str) and _SQL.match(text.value))


def of_copies() -> Iterator[tuple[str, str]]:
    """The table and the first column of each COPY into one."""
    for path in sorted(SOURCES.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and _method(call) in ("copy_records_to_table", "copy_to_table"):
                columns = next(given.value for given in call.keywords if given.arg == "columns")
                assert isinstance(columns, ast.List)
                yield ast.literal_eval(call.args[0]), ast.literal_eval(columns.elts[0])
