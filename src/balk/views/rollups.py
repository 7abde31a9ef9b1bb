"""Sums over closed views: form_day, field_day and error_day."""

from decimal import Decimal
from typing import Any

import asyncpg

from balk.views.figures import (
    ERROR_FIGURES,
    FIELD_FIGURES,
    FORM_FIGURES,
    Cell,
    cell_of,
    error_figures,
    field_figures,
    form_figures,
)
from balk.views.outcome import final_state
from balk.views.record import ViewRecord

_HISTOGRAMS = frozenset({"hesitation", "active"})
_CELL = {"form_id": "bigint", "day": "date", "version_id": "bigint", "device": "smallint", "source": "smallint"}


class Sums:
    """What some views add to the rollups, or take out of them, by cell."""

    def __init__(self) -> None:
        self.forms: dict[tuple[Any, ...], list[int]] = {}
        self.fields: dict[tuple[Any, ...], list[int]] = {}
        self.errors: dict[tuple[Any, ...], list[int]] = {}

    def add(self, view: ViewRecord, sign: int = 1) -> None:
        """Add a closed view's figures, or with sign -1 take them out."""
        state = final_state(view.flags)
        cell = _key(cell_of(view))
        _plus(self.forms, cell, form_figures(view, state), sign)
        for field_id, figures in field_figures(view, state):
            _plus(self.fields, (*cell, field_id), figures, sign)
        for field_id, message, counted in error_figures(view):
            _plus(self.errors, (*cell, field_id, message), counted, sign)

    async def store(self, db: asyncpg.Connection, site_id: int) -> None:
        """Add these sums to the site's rollups. Rows go in the order of their keys, so that nothing deadlocks."""
        await _upsert(db, site_id, "form_day", _CELL, FORM_FIGURES, self.forms)
        by_field = _CELL | {"field_id": "smallint"}
        await _upsert(db, site_id, "field_day", by_field, FIELD_FIGURES, self.fields)
        await _upsert(db, site_id, "error_day", by_field | {"message": "text"}, ERROR_FIGURES, self.errors)


async def drop_empty(db: asyncpg.Connection, site_id: int, sums: Sums) -> dict[str, int]:
    """Of the rows that these sums were added to, delete those that count no view any more; how many, by table.

    A row of zeros changes no figure, but it still holds the text of a message.
    """
    emptied = {}
    for table, held, figure in (
        ("form_day", sums.forms, "views"),
        ("field_day", sums.fields, "reached"),
        ("error_day", sums.errors, "views"),
    ):
        done = await db.execute(
            f"""
            delete from {table}
            where site_id = $1
              and (form_id, day) in (select * from unnest($2::bigint[], $3::date[]))
              and {figure} <= 0
            """,
            site_id,
            [cell[0] for cell in held],
            [cell[1] for cell in held],
        )
        emptied[table] = int(done.removeprefix("DELETE "))
    return emptied


def _key(cell: Cell) -> tuple[Any, ...]:
    return (cell.form_id, cell.day, cell.version_id, cell.device, cell.source)


def _plus(sums: dict[tuple[Any, ...], list[int]], key: tuple[Any, ...], figures: tuple[int, ...], sign: int) -> None:
    held = sums.get(key)
    if held is None:
        sums[key] = [sign * figure for figure in figures]
    else:
        for at, figure in enumerate(figures):
            held[at] += sign * figure


async def _upsert(
    db: asyncpg.Connection,
    site_id: int,
    table: str,
    key: dict[str, str],
    figures: tuple[str, ...],
    sums: dict[tuple[Any, ...], list[int]],
) -> None:
    changed = sorted((cell, held) for cell, held in sums.items() if any(held))
    if not changed:
        return
    types = [*key.values(), *("numeric" if figure in _HISTOGRAMS else "bigint" for figure in figures)]
    columns = [*key, *figures]
    arrays = ", ".join(f"${position}::{kind}[]" for position, kind in enumerate(types, 2))
    values: list[list[Any]] = [[cell[at] for cell, _ in changed] for at in range(len(key))]
    for at, figure in enumerate(figures):
        column = [held[at] for _, held in changed]
        values.append([Decimal(value) for value in column] if figure in _HISTOGRAMS else list(column))
    await db.execute(
        f"""
        insert into {table} (site_id, {", ".join(columns)})
        select $1, sums.* from unnest({arrays}) as sums
        on conflict (site_id, {", ".join(_conflict_key(table))}) do update set
            {", ".join(f"{figure} = {table}.{figure} + excluded.{figure}" for figure in figures)}
        """,
        site_id,
        *values,
    )


def _conflict_key(table: str) -> tuple[str, ...]:
    end = ("version_id", "device", "source")
    return {
        "form_day": ("form_id", "day", *end),
        "field_day": ("form_id", "day", "field_id", *end),
        "error_day": ("form_id", "day", "field_id", "message", *end),
    }[table]
