"""What only a caller knows of a statement, and the few that nobody can tell from the text alone.

Keys are `module function`, as in `views/rollups.py _upsert`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from balk.distribute import plan
from balk.report.catalogue import SiteForms
from balk.report.responses import _cursor_of, _Names, _select
from balk.report.shape import ResponseFilters
from balk.sites import _RECORDED, Site
from balk.views import figures, rollups

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
    by_field = rollups._CELL | {"field_id": "smallint"}
    return [
        {
            "table": table,
            "figures": names,
            "columns": [*key, *names],
            "arrays": ", ".join(
                f"${position}::{kind}[]"
                for position, kind in enumerate(
                    [*key.values(), *("numeric" if name in rollups._HISTOGRAMS else "bigint" for name in names)], 2
                )
            ),
        }
        for table, key, names in [
            ("form_day", rollups._CELL, figures.FORM_FIGURES),
            ("field_day", by_field, figures.FIELD_FIGURES),
            ("error_day", by_field | {"message": "text"}, figures.ERROR_FIGURES),
        ]
    ]


STAND_INS: dict[str, Callable[[], list[dict[str, Any]]]] = {
    "distribute.py distribute": lambda: [{"statement": statement} for statement in plan({})],
    "form_settings.py _set_field": lambda: [{"column": column} for column in ("label", "hidden", "merged_into")],
    "form_settings.py _set_form": lambda: [{"column": column} for column in ("name", "hidden", "merged_into")],
    "report/responses.py list_responses": _responses,
    "report/responses.py stream_responses": _responses,
    "sites.py remove_site": lambda: [{"table": table} for table in _RECORDED],
    "views/close.py _make_partitions": lambda: [
        {"name": "view_closed_2026_11", "month": date(2026, 11, 1), "after": date(2026, 12, 1)}
    ],
    "views/rebuild.py rebuild_rollups": lambda: [{"table": table} for table in ("form_day", "field_day", "error_day")],
    "views/rollups.py _upsert": _rollups,
}

UNREADABLE = {
    "migrate.py migrate": "the statements of migrations, which are read where they stand",
}
"""Calls whose statement stands elsewhere, and why that is as well."""
