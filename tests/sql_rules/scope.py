"""What one query can name: its tables by alias, its joins, and the tables of the queries around it."""

from collections.abc import Iterator

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType


def walk(node: object) -> Iterator[ast.Node]:
    """A node and all below it."""
    if isinstance(node, tuple | list):
        for one in node:
            yield from walk(one)
    elif isinstance(node, ast.Node):
        yield node
        for name in node:
            yield from walk(getattr(node, name))


class Scope:
    """The tables of a query. `outer` are the aliases of growing or other tables in the queries around it."""

    def __init__(self) -> None:
        self.tables: dict[str, str] = {}
        self.joins: list[ast.JoinExpr] = []
        self.outer: set[str] = set()
        self._named: set[str] = set()
        self._selects: list[ast.Node] = []

    def inside(self, stmt: ast.Node) -> "Scope":
        """The scope of a query that stands in this one."""
        scope = Scope()
        scope.outer = self.outer | set(self.tables)
        scope._named = set(self._named)
        clause = getattr(stmt, "withClause", None)
        if clause is not None:
            scope._named |= {cte.ctename for cte in clause.ctes}
        if isinstance(stmt, ast.UpdateStmt | ast.DeleteStmt):
            scope._add(stmt.relation)
        if isinstance(stmt, ast.SelectStmt | ast.UpdateStmt):
            scope._add(stmt.fromClause)
        if isinstance(stmt, ast.DeleteStmt):
            scope._add(stmt.usingClause)
        return scope

    def _add(self, item: object) -> None:
        if isinstance(item, tuple | list):
            for one in item:
                self._add(one)
        elif isinstance(item, ast.RangeVar):
            if item.relname not in self._named:
                self.tables[item.alias.aliasname if item.alias else item.relname] = item.relname
        elif isinstance(item, ast.JoinExpr):
            self.joins.append(item)
            self._add(item.larg)
            self._add(item.rarg)
        elif isinstance(item, ast.RangeSubselect):
            self._selects.append(item.subquery)

    def ctes(self, stmt: ast.Node) -> list[ast.Node]:
        """The queries of its with clause."""
        clause = getattr(stmt, "withClause", None)
        return [cte.ctequery for cte in clause.ctes] if clause is not None else []

    def subqueries(self, stmt: ast.Node) -> list[ast.Node]:
        """The queries in its from clause and in its expressions, without those inside of these."""
        found = list(self._selects)
        parts = [getattr(stmt, name) for name in stmt if name not in ("withClause", "fromClause", "usingClause")]
        parts += [join.quals for join in self.joins]
        found += [link.subselect for part in parts for link in _links(part)]
        return found


def _links(node: object) -> Iterator[ast.SubLink]:
    if isinstance(node, tuple | list):
        for one in node:
            yield from _links(one)
    elif isinstance(node, ast.SubLink):
        yield node
    elif isinstance(node, ast.Node):
        for name in node:
            yield from _links(getattr(node, name))


def conjuncts(condition: ast.Node | None) -> list[ast.Node]:
    """The parts of a condition that must all hold."""
    if condition is None:
        return []
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR:
        return [part for one in condition.args for part in conjuncts(one)]
    return [condition]


def _is_equality(node: ast.Node) -> bool:
    return isinstance(node, ast.A_Expr) and node.kind == A_Expr_Kind.AEXPR_OP and node.name[-1].sval == "="


def _site_of(node: ast.Node) -> str | None:
    """The alias before `.site_id`, "" where there is none; None for anything else."""
    if not isinstance(node, ast.ColumnRef) or not isinstance(node.fields[-1], ast.String):
        return None
    names = [field.sval for field in node.fields]
    if names[-1] != "site_id":
        return None
    return names[-2] if len(names) > 1 else ""


def is_site(part: ast.Node, alias: str, growing: dict[str, str], scope: Scope) -> bool:
    """Whether a condition says which site that table is asked for: `site_id = $1`."""
    if not _is_equality(part) or not isinstance(part.rexpr, ast.ParamRef):
        return False
    named = _site_of(part.lexpr)
    return named == alias or (named == "" and set(growing) == {alias} and set(scope.tables) == {alias})


def names_of(part: ast.Node) -> set[str] | None:
    """The two aliases of `a.site_id = b.site_id`; None for any other condition."""
    if not _is_equality(part):
        return None
    sides = _site_of(part.lexpr), _site_of(part.rexpr)
    return {side for side in sides if side is not None} if None not in sides else None
