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


async def add_closed_sums(db: asyncpg.Connection, counts_in: Mapping[int, Gathered], kept: tuple[Any, ...]) -> None:
    """Add up the closed views that `kept`, the parameters of `closed_form_sums.sql`, leaves, by their forms' ids."""
    for row in await db.fetch(query("closed_form_sums"), *kept):
        active = of_buckets({} if row["bucket"] is None else {row["bucket"]: row["started"]})
        counts_in[row["form_id"]].add_form(whole(row, FORM_FIGURES), (active,))
    _add_fields(counts_in, await db.fetch(query("closed_field_sums"), *kept))
    for row in await db.fetch(query("closed_error_sums"), *kept):
        gathered = counts_in[row["form_id"]]
        number = gathered.numbered.number(row["form_id"], row["field_id"])
        gathered.add_error(number, row["message"], whole(row, ERROR_FIGURES))


def _add_fields(counts_in: Mapping[int, Gathered], rows: Sequence[Mapping[str, Any]]) -> None:
    times: dict[tuple[int, int, int], dict[int, int]] = {}
    for row in rows:
        if row["bucket"] is not None:
            held = times.setdefault((row["kind"], row["form_id"], row["field_id"]), {})
            held[row["bucket"]] = row["reached"]
    for row in rows:
        if row["kind"] == _FIGURES:
            place = row["form_id"], row["field_id"]
            histograms = tuple(of_buckets(times.get((kind, *place), {})) for kind in (_HESITATION, _ACTIVE))
            gathered = counts_in[row["form_id"]]
            gathered.add_field(gathered.numbered.number(*place), whole(row, FIELD_FIGURES), histograms)
