"""What closed views add up to where no rollup holds it, added up by the database as `views.figures` does it."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from balk.report.gathered import Gathered, whole
from balk.report.queries import query
from balk.views.figures import ERROR_FIGURES, FIELD_FIGURES, FORM_FIGURES
from balk.views.histogram import of_buckets

_HESITATION, _ACTIVE, _FIGURES = 1, 2, 3
"""Kinds of rows in `closed_field_sums.sql`."""


async def add_closed_sums(db: asyncpg.Connection, gathered: Gathered, kept: tuple[Any, ...]) -> None:
    """Add up the closed views that `kept`, the parameters of `closed_form_sums.sql`, leaves."""
    active: dict[int, int] = {}
    for row in await db.fetch(query("closed_form_sums"), *kept):
        if row["bucket"] is not None:
            active[row["bucket"]] = row["started"]
        for name in FORM_FIGURES:
            gathered.form[name] += row[name]
    gathered.form["active"] += of_buckets(active)
    _add_fields(gathered, await db.fetch(query("closed_field_sums"), *kept))
    for row in await db.fetch(query("closed_error_sums"), *kept):
        number = gathered.numbered.number(row["form_id"], row["field_id"])
        gathered.add_error(number, row["message"], whole(row, ERROR_FIGURES))


def _add_fields(gathered: Gathered, rows: Sequence[Mapping[str, Any]]) -> None:
    times: dict[tuple[int, int, int], dict[int, int]] = {}
    for row in rows:
        if row["bucket"] is not None:
            held = times.setdefault((row["kind"], row["form_id"], row["field_id"]), {})
            held[row["bucket"]] = row["reached"]
    for row in rows:
        if row["kind"] == _FIGURES:
            place = row["form_id"], row["field_id"]
            histograms = tuple(of_buckets(times.get((kind, *place), {})) for kind in (_HESITATION, _ACTIVE))
            gathered.add_field(gathered.numbered.number(*place), whole(row, FIELD_FIGURES), histograms)
