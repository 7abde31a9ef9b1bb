"""What only a caller knows of a statement, and the few that nobody can tell from the text alone.

Keys are `module function`, as in `views/rollups.py _upsert`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from balk import erasure, retention_statements
from balk.distribute import plan
from balk.report.catalogue import SiteForms
from balk.report.responses import _cursor_of, _Names, _select
from balk.report.rollup_sums import summed
from balk.report.shape import ResponseFilters
from balk.sites import Site
from balk.views import rollups

_NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _responses() -> list[dict[str, Any]]:
    """The query for responses, with every filter and with none."""
    site = Site(1, "shop", "key", [], 1800, 0.1, False, True, _NOW, None)
    names = _Names(SiteForms([], [], {}, {}), {})
    every = ResponseFilters("form", "field", "tag", "abandoned", "words", date(2026, 11, 1), date(2026, 11, 22))
    cursor = _cursor_of({"at": _NOW, "answer_id": UUID(int=1)})
    return [
        {"sql": _select(site, filters, names, at, _NOW)[0], "limit": 50}
        for filters, at in [(every, cursor), (ResponseFilters(None, None, None, None, None, None, None), None)]
    ]


def _rollups() -> list[dict[str, Any]]:
    return [
        {"table": table, "key": key, "figures": figures, "times": times}
        | dict(zip(("names", "given", "taken"), rollups.written(table), strict=True))
        for table, (key, figures, times) in rollups.ROLLUPS.items()
    ]


def _longer() -> list[dict[str, Any]]:
    return [
        {
            "table": table,
            "key": key,
            "figures": figures,
            "times": times,
            "rest": ", ".join(rollups.behind_day(table)),
            "sums": ", ".join(f"sum({name})" for name in (*figures, *times)),
        }
        for table, (key, figures, times) in rollups.ROLLUPS.items()
    ]


def _of_visit() -> list[dict[str, Any]]:
    site = Site(1, "shop", "key", [], 1800, 0.1, False, True, _NOW, None)
    return [
        {"table": table, "condition": condition}
        for table, (condition, *_) in erasure._of_visit(site, UUID(int=1), []).items()
    ]


def _retention() -> list[dict[str, Any]]:
    """What of retention is passed on as a statement."""
    whole = (retention_statements.CLOSED, retention_statements.MOMENTS)
    rest = (retention_statements.ANSWERS, retention_statements.REFUSALS)
    rollup = [
        statement(table)
        for table in rollups.ROLLUPS
        for statement in (retention_statements.oldest_day_of_each_form, retention_statements.longer_begun)
    ]
    return [{"sql": sql} for sql in (*whole, *rest, *rollup)]


def _erasure() -> list[dict[str, Any]]:
    """What of erasing is passed on as a statement."""
    answers = "delete from answer where site_id = $1 and answer_id = any($2::uuid[])"
    visit = [f"delete from {one['table']} where site_id = $1 and {one['condition']}" for one in _of_visit()]
    return [
        {"sql": sql} for sql in (answers, *visit, *(f"delete from {t} where site_id = $1" for t in erasure.OF_A_SITE))
    ]


STAND_INS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "distribute.py distribute": lambda: [{"statement": statement} for statement in plan({})],
    "erasure.py _count_site": lambda: [{"table": table} for table in erasure.OF_A_SITE],
    "erasure.py _count_visit": _of_visit,
    "erasure.py _delete": _erasure,
    "report/rollup_sums.py rollup_sums": lambda: [
        {"rollup": rollup} | dict(zip(("by", "sums"), summed(rollup), strict=True)) for rollup in rollups.ROLLUPS
    ],
    "retention.py _delete": _retention,
    "views/rollups.py drop_empty": lambda: [{"table": table} for table in rollups.ROLLUPS],
    "form_settings.py _set_field": lambda: [{"column": column} for column in ("label", "hidden", "merged_into")],
    "form_settings.py _set_form": lambda: [{"column": column} for column in ("name", "hidden", "merged_into")],
    "report/responses.py list_responses": _responses,
    "report/responses.py stream_responses": _responses,
    "views/partitions.py make_partitions": lambda: [{"name": "view_closed_2026_11", "month": date(2026, 11, 1)}],
    "views/rebuild.py rebuild_rollups": lambda: [{"table": table} for table in rollups.ROLLUPS],
    "views/rollups.py _upsert": _rollups,
    "views/rollups.py sum_around": _longer,
}

UNREADABLE = {
    "backup/upgrade.py _sums": "counts every table there is, by the names that PostgreSQL gives",
    "erasure.py clear_files": "`vacuum`, which knows no sites",
    "views/partitions.py": "detaches and drops whole months, of all sites",
    "views/partitions.py _within_wait": "the same",
    "migrate.py migrate": "the statements of migrations, which are read where they stand",
}
"""Calls whose statement stands elsewhere, and why that is as well."""
