"""Sums over a rollup: a form's figures, its fields', or its messages', over the closed views of a period."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import asyncpg

from balk.views.rollups import ROLLUPS, SPANS


async def rollup_sums(db: asyncpg.Connection, rollup: str, cells: tuple[Any, ...]) -> Sequence[asyncpg.Record]:
    """A row for each form, field or message that the rollup tells apart: its key, and the sums of its figures.

    `rollup` is form_day, field_day or error_day. `cells` are a site, forms, the three of `in_spans`, and, each of
    them or None for any: a device, a source, versions, a device that is left out. Histograms come as text, one whole
    number each.
    """
    by, sums = summed(rollup)
    rows: Sequence[asyncpg.Record] = await db.fetch(
        f"""
        select {by}, {sums}
        from unnest($3::smallint[], $4::date[], $5::date[]) as part (days, first, last)
        cross join lateral (
            select *
            from {rollup}
            where site_id = $1
              and form_id = any($2::bigint[])
              and days = part.days
              and day between part.first and part.last
              and ($6::smallint is null or device = $6)
              and ($7::smallint is null or source = $7)
              and ($8::bigint[] is null or version_id = any($8))
              and ($9::smallint is null or device <> $9)
            offset 0  -- days are found by the index, not after all that were ever counted of a version
        ) as cell
        group by {by}
        """,
        *cells,
    )
    return rows


def in_spans(first: date, last: date) -> tuple[list[int], list[date], list[date]]:
    """A period as the fewest rows: how many days they count, and the first and the last day that such rows begin on."""
    parts = _covered(first.toordinal(), last.toordinal(), SPANS)
    return (
        [days for days, _, _ in parts],
        [date.fromordinal(begins) for _, begins, _ in parts],
        [date.fromordinal(ends) for _, _, ends in parts],
    )


def _covered(begins: int, ends: int, spans: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """The same with days as ordinals: the longest rows that fit in, and shorter ones before and after them."""
    *shorter, days = spans
    first = -(-(begins - 1) // days) * days + 1
    after = ends // days * days + 1
    if first < after:
        whole = [(days, first, after - days)]
        if not shorter:
            return whole
        return [*_covered(begins, first - 1, (*shorter,)), *whole, *_covered(after, ends, (*shorter,))]
    return _covered(begins, ends, (*shorter,)) if shorter else []


def summed(rollup: str) -> tuple[str, str]:
    """Of such a statement: what it groups by, and what it adds up."""
    key, figures, times = ROLLUPS[rollup]
    by = ", ".join(name for name in ("form_id", "field_id", "message") if name in key)
    sums = [
        *(f"sum({name})::bigint as {name}" for name in figures),
        *(f"sum({name})::text as {name}" for name in times),
    ]
    return by, ", ".join(sums)
