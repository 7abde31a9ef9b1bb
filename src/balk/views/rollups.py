"""Sums over closed views: form_day, field_day and error_day.

A row counts `days` days from `day` on: one, a week from a Monday on, or four of them. The longer ones are always the
sums of their days, so that a report over months reads few rows.
"""

from datetime import date
from operator import add
from typing import Any

import asyncpg

from balk.views import histogram
from balk.views.figures import (
    ERROR_FIGURES,
    FIELD_FIGURES,
    FIELD_TIMES,
    FORM_FIGURES,
    FORM_TIMES,
    Times,
    cell_of,
    error_figures,
    field_figures,
    form_figures,
    form_times,
)
from balk.views.outcome import final_state
from balk.views.record import ViewRecord

SPANS = (1, 7, 28)
"""How many days a row counts; each divides the next."""

_END = {"version_id": "bigint", "device": "smallint", "source": "smallint"}
_OF_FORM = {"form_id": "bigint", "days": "smallint", "day": "date"}
_OF_FIELD = _OF_FORM | {"field_id": "smallint"}

ROLLUPS: dict[str, tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]] = {
    "form_day": (_OF_FORM | _END, FORM_FIGURES, FORM_TIMES),
    "field_day": (_OF_FIELD | _END, FIELD_FIGURES, FIELD_TIMES),
    "error_day": (_OF_FIELD | {"message": "text"} | _END, ERROR_FIGURES, ()),
}
"""The tables: of each the columns of its key behind `site_id` with their types, those that count, and histograms."""


def first_of_span(day: date, days: int) -> date:
    """The first day of the row of so many days that a day counts in. They are counted from the year 1, a Monday."""
    return date.fromordinal((day.toordinal() - 1) // days * days + 1)


class Held:
    """What views add to one row of a rollup: counts, and for each histogram how many more observations by bucket."""

    __slots__ = ("_alike", "_figures", "times")

    def __init__(self, figures: int, times: int) -> None:
        self._figures: list[int] = [0] * figures
        self._alike: dict[tuple[int, ...], int] = {}
        """Many views add the same: how many do. Looking them up is faster than adding each one's up."""
        self.times: list[dict[int, int]] = [{} for _ in range(times)]

    @property
    def figures(self) -> list[int]:
        """The counts."""
        for alike, number in self._alike.items():
            self._figures = [figure + number * more for figure, more in zip(self._figures, alike, strict=True)]
        self._alike.clear()
        return self._figures

    def plus(self, figures: tuple[int, ...], times: Times, number: int) -> None:
        """Add so many times the figures and observations of one view."""
        self._alike[figures] = self._alike.get(figures, 0) + number
        for held, ms in zip(self.times, times, strict=True):
            if ms is not None:
                bucket = histogram.bucket_of(ms)
                held[bucket] = held.get(bucket, 0) + number

    def plus_all(self, other: "Held") -> None:
        """Add what another has."""
        self._figures = list(map(add, self._figures, other.figures))
        for held, more in zip(self.times, other.times, strict=True):
            for bucket, count in more.items():
                held[bucket] = held.get(bucket, 0) + count

    def is_something(self) -> bool:
        """Whether anything is not 0."""
        return any(self.figures) or any(map(any, map(dict.values, self.times)))


class Sums:
    """What some views add to the rollups, or take out of them, by cell."""

    def __init__(self) -> None:
        self._forms: dict[tuple[Any, ...], Held] = {}
        self._fields: dict[tuple[Any, ...], Held] = {}
        self._errors: dict[tuple[Any, ...], Held] = {}

    def add(self, view: ViewRecord, number: int = 1) -> None:
        """Add the figures of so many closed views alike; -1 takes one out."""
        state = final_state(view.flags)
        cell = cell_of(view)
        place = (cell.form_id, 1, cell.day)
        end = (cell.version_id, cell.device, cell.source)
        of_form = self._forms.get((*place, *end)) or self._new(self._forms, (*place, *end), FORM_FIGURES, FORM_TIMES)
        of_form.plus(form_figures(view, state), form_times(view, state), number)
        for field_id, figures, times in field_figures(view, state):
            key = (*place, field_id, *end)
            of_field = self._fields.get(key) or self._new(self._fields, key, FIELD_FIGURES, FIELD_TIMES)
            of_field.plus(figures, times, number)
        for field_id, message, counted in error_figures(view):
            at_message = (*place, field_id, message, *end)
            of_error = self._errors.get(at_message) or self._new(self._errors, at_message, ERROR_FIGURES, ())
            of_error.plus(counted, (), number)

    @property
    def first_days(self) -> list[tuple[int, date]]:
        """The forms, and the days on which rows of theirs begin."""
        return sorted({(form_id, day) for form_id, _, day, *_ in _in_all_spans(self._forms)})

    @staticmethod
    def _new(
        rows: dict[tuple[Any, ...], Held], key: tuple[Any, ...], figures: tuple[str, ...], times: tuple[str, ...]
    ) -> Held:
        rows[key] = held = Held(len(figures), len(times))
        return held

    async def store(self, db: asyncpg.Connection, site_id: int) -> None:
        """Add these sums to the site's rollups. Rows go in the order of their keys, so that nothing deadlocks."""
        for rollup, sums in (("form_day", self._forms), ("field_day", self._fields), ("error_day", self._errors)):
            await _upsert(db, site_id, rollup, _in_all_spans(sums))


def _in_all_spans(sums: dict[tuple[Any, ...], Held]) -> dict[tuple[Any, ...], Held]:
    """These sums of days, and those of the longer rows that the days count in."""
    longer: dict[tuple[Any, ...], Held] = {}
    for (form_id, _, day, *rest), held in sums.items():
        for days in SPANS[1:]:
            key = (form_id, days, first_of_span(day, days), *rest)
            if key not in longer:
                longer[key] = Held(len(held.figures), len(held.times))
            longer[key].plus_all(held)
    return sums | longer


async def drop_empty(db: asyncpg.Connection, site_id: int, sums: Sums) -> dict[str, int]:
    """Of the days that these sums were added to, and their weeks, delete the rows that count no view any more; how
    many, by table.

    A row of zeros changes no figure, but it still holds the text of a message.
    """
    emptied = {}
    for table in ROLLUPS:
        done = await db.execute(
            f"""
            delete from {table}
            where site_id = $1
              and (form_id, day) in (select * from unnest($2::bigint[], $3::date[]))
              and {"reached" if table.startswith("field") else "views"} <= 0
            """,
            site_id,
            [form_id for form_id, _ in sums.first_days],
            [day for _, day in sums.first_days],
        )
        emptied[table] = int(done.removeprefix("DELETE "))
    return emptied


def behind_day(table: str) -> list[str]:
    """What of a rollup's key comes behind the day, as in `table.device`."""
    return [f"{table}.{name}" for name in ROLLUPS[table][0] if name not in _OF_FORM]


async def sum_around(db: asyncpg.Connection, site_id: int, table: str, day: date) -> None:
    """Make the longer rows that begin before a day and count it, and are missing, from those of their days.

    The caller keeps closers out.
    """
    key, figures, times = ROLLUPS[table]
    rest = ", ".join(behind_day(table))
    sums = ", ".join(f"sum({name})" for name in (*figures, *times))
    for days in SPANS[1:]:
        first = first_of_span(day, days)
        if first == day:
            continue
        await db.execute(
            f"""
            insert into {table} (site_id, {", ".join((*key, *figures, *times))})
            select $1, {table}.form_id, $2::int, $3::date, {rest}, {sums}
            from form
            join {table}
                on {table}.site_id = $1
                and {table}.form_id = form.form_id
                and {table}.days = 1
                and {table}.day >= $3::date
                and {table}.day < $3::date + $2::int
            where form.site_id = $1
            group by {table}.form_id, {rest}
            """,
            site_id,
            days,
            first,
        )


async def _upsert(db: asyncpg.Connection, site_id: int, table: str, sums: dict[tuple[Any, ...], Held]) -> None:
    key, figures, times = ROLLUPS[table]
    changed = sorted(((cell, held) for cell, held in sums.items() if held.is_something()), key=lambda row: row[0])
    if not changed:
        return
    columns: list[list[Any]] = [list(column) for column in zip(*(cell for cell, _ in changed), strict=True)]
    columns += [list(column) for column in zip(*(held.figures for _, held in changed), strict=True)]
    columns += [[histogram.text(held.times[at]) for _, held in changed] for at in range(len(times))]
    names, given, taken = written(table)
    await db.execute(
        f"""
        insert into {table} (site_id, {", ".join(names)})
        select $1, {taken}
        from unnest({given}) as sums ({", ".join(names)})
        on conflict (site_id, {", ".join(key)}) do update set
            {", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in (*figures, *times))}
        """,
        site_id,
        *columns,
    )


def written(table: str) -> tuple[list[str], str, str]:
    """Of a rollup's statement: the columns it writes, the arrays they come in, and what is taken out of these.

    A histogram goes as text: the database reads its thousand digits ten times faster than Python writes a numeric.
    """
    key, figures, times = ROLLUPS[table]
    names = [*key, *figures, *times]
    kinds = [*key.values(), *("bigint" for _ in figures), *("text" for _ in times)]
    given = ", ".join(f"${position}::{kind}[]" for position, kind in enumerate(kinds, 2))
    taken = ", ".join(f"sums.{name}::numeric" if name in times else f"sums.{name}" for name in names)
    return names, given, taken
