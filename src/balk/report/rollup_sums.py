"""Sums over a rollup: a form's figures, its fields', or its messages', over the closed views of a period."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from balk.views.rollups import ROLLUPS

_OF_CELLS = """
          and ($5::smallint is null or device = $5)
          and ($6::smallint is null or source = $6)
          and ($7::bigint[] is null or version_id = any($7))
          and ($8::smallint is null or device <> $8)"""

_OF_TOTALS = """
          and $5::smallint is null
          and $6::smallint is null
          and ($7::bigint[] is null or version_id = any($7))
          and ($8::smallint is null or not bots)"""


async def rollup_sums(db: asyncpg.Connection, rollup: str, cells: tuple[Any, ...]) -> Sequence[asyncpg.Record]:
    """A row for each form, field or message that the rollup tells apart: its key, and the sums of its figures.

    `rollup` is form_day, field_day or error_day. `cells` are a site, forms, the first and the last day, and, each of
    them or None for any: a device, a source, versions, a device that is left out. Histograms come as text, one whole
    number each. Over all devices and sources the rollup's totals are read, which have an eighteenth of the rows.
    """
    _, _, _, _, device, source, _, _ = cells
    table = f"{rollup}_total" if device is None and source is None else rollup
    by, sums, where = summed(table)
    rows: Sequence[asyncpg.Record] = await db.fetch(
        f"""
        select {by}, {sums}
        from {table}
        where site_id = $1
          and form_id = any($2::bigint[])
          and day between $3 and $4{where}
        group by {by}
        """,
        *cells,
    )
    return rows


def summed(table: str) -> tuple[str, str, str]:
    """Of such a statement: what it groups by, what it adds up, and which rows it leaves out."""
    key, figures, times = ROLLUPS[table]
    by = ", ".join(name for name in ("form_id", "field_id", "message") if name in key)
    sums = [
        *(f"sum({name})::bigint as {name}" for name in figures),
        *(f"sum({name})::text as {name}" for name in times),
    ]
    return by, ", ".join(sums), _OF_TOTALS if "bots" in key else _OF_CELLS
