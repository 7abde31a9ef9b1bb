"""Rows of `view_closed` by the hundred thousand, made from some ten thousand different views.

Of a form, device, source and day at most 48 different views occur, each under new ids at new times; so `Sums`, which
closing uses, can count each of them with its number.
"""

import os
import struct
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from balk.sites import Site
from balk.views.codes import ViewFlag
from balk.views.record import CLOSED_COLUMNS, ViewRecord, packed
from balk.views.rollups import Sums
from bench.made_views import DEVICES, NEVER, SOURCES, FormIds, MadeForm, made_view

MOST_DIFFERENT = 48
"""Different views of a form, device, source and day."""
_OWN = ("view_id", "visit_id", "version_id", "started_at", "last_at")
"""Columns in which a view differs from the one it is made from."""
_HEAD = struct.Struct(">hi16si16siqiqiq")
_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
"""PostgreSQL counts time from then."""
EPOCH_US = int(_ZERO.timestamp()) * 1_000_000
DAY_US = 86_400_000_000
_HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 10, 10, 11, 10, 10, 10, 10, 9, 9, 10, 11, 10, 7, 4)
"""Views by hour of the day."""


class Cell(Struct, frozen=True):
    """The different views of one form, device and source, and what share of all views they stand for."""

    share: float
    versions: list[int]
    switches: list[int]
    """On which day of the period each version but the first comes in."""
    views: list[ViewRecord]
    tails: list[bytes]
    """Of each view the row of `view_closed` as COPY takes it, without the columns in _OWN."""


def _switches(random: Random, days: int) -> list[int]:
    return sorted(random.sample(range(1, max(3, days)), 2))


async def made_cells(
    db: asyncpg.Connection, site: Site, forms: list[MadeForm], ids: list[FormIds], different: int, days: int
) -> list[Cell]:
    """About so many different views, spread over forms, devices and sources by their shares."""
    random = Random(5)
    cells = []
    for form, its in zip(forms, ids, strict=True):
        switches = _switches(random, days)
        for device, of_device in enumerate(DEVICES):
            for source, of_source in enumerate(SOURCES):
                share = form.share * of_device * of_source
                number = max(MOST_DIFFERENT, round(share * different))
                views = [made_view(random, form, its, device, source) for _ in range(number)]
                numbered = [replace(view, view_id=uuid.UUID(int=at)) for at, view in enumerate(views)]
                tails = await _tails(db, [packed(site.site_id, view) for view in numbered])
                cells.append(Cell(share, its.versions, switches, views, tails))
    return cells


def copied_columns() -> list[str]:
    """Columns in the order of `copied`."""
    return [*_OWN, "site_id", *(column for column in CLOSED_COLUMNS if column not in _OWN)]


async def _tails(db: asyncpg.Connection, rows: list[tuple[object, ...]]) -> list[bytes]:
    """The rows, in order of view_id, as a binary COPY has them: each from the first column that is not in _OWN."""
    await db.execute("create temp table if not exists made (like view_closed)")
    await db.execute("truncate made")
    await db.copy_records_to_table("made", records=rows, columns=["site_id", *CLOSED_COLUMNS])
    written = bytearray()

    async def keep(data: bytes) -> None:
        written.extend(data)

    await db.copy_from_query(
        f"select {', '.join(copied_columns())} from made order by view_id", output=keep, format="binary"
    )
    return list(_rows(bytes(written)))


def _rows(copied: bytes) -> Iterator[bytes]:
    at = 11 + 8  # signature, flags and length of the header's extension
    while (columns := int.from_bytes(copied[at : at + 2], "big", signed=True)) >= 0:
        at += 2
        for column in range(columns):
            if column == len(_OWN):
                tail = at
            at += 4 + max(0, int.from_bytes(copied[at : at + 4], "big", signed=True))
        yield copied[tail:at]


class Day(Struct):
    """What one day adds: rows in the order of closing, sums, and some views that got an answer."""

    rows: list[tuple[int, bytes]]
    sums: Sums
    answered: list[ViewRecord]


def made_day(
    random: Random, cells: list[Cell], number: int, day: date, place: int, until_us: int, answers: float
) -> Day:
    """About `number` views of one day, the `place`-th of the period; of each started one `answers` is the chance that
    it has an answer."""
    made = Day([], Sums(), [])
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    day_us = int(midnight.timestamp()) * 1_000_000 - EPOCH_US
    columns = len(CLOSED_COLUMNS) + 1
    hours = list(accumulate(_HOURS))
    for cell in cells:
        wanted = int(cell.share * number + random.random())
        if wanted == 0:
            continue
        chosen = random.sample(range(len(cell.views)), min(wanted, MOST_DIFFERENT))
        times = round(wanted / len(chosen))
        version = sum(place >= switch for switch in cell.switches)
        for position, at in enumerate(chosen):
            # On the day that a version comes in, half of the pages still are as before.
            version_id = cell.versions[max(0, version - (place in cell.switches and position % 2))]
            view = cell.views[at]
            tail = cell.tails[at]
            made.sums.add(replace(view, started_at=midnight, version_id=version_id), times)
            lasted = (view.last_at - NEVER) // timedelta(microseconds=1)
            open_for = lasted + (60 if view.flags & ViewFlag.COMPLETED else 1_800) * 1_000_000
            ids = os.urandom(32 * times)
            for one, hour in enumerate(random.choices(range(24), cum_weights=hours, k=times)):
                start = day_us + int((hour + random.random()) * 3_600_000_000 * until_us / DAY_US)
                view_id = ids[32 * one : 32 * one + 16]
                visit_id = ids[32 * one + 16 : 32 * one + 32]
                head = _HEAD.pack(columns, 16, view_id, 16, visit_id, 8, version_id, 8, start, 8, start + lasted)
                made.rows.append((start + open_for, head + tail))
                if view.flags & ViewFlag.STARTED and random.random() < answers:
                    at_start = _ZERO + timedelta(microseconds=start)
                    made.answered.append(
                        replace(
                            view,
                            view_id=uuid.UUID(bytes=view_id),
                            visit_id=uuid.UUID(bytes=visit_id),
                            version_id=version_id,
                            started_at=at_start,
                            last_at=at_start + timedelta(microseconds=lasted),
                        )
                    )
    made.rows.sort()
    return made


async def copied(rows: list[tuple[int, bytes]]) -> AsyncIterator[bytes]:
    """The rows as a binary COPY."""
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    for at in range(0, len(rows), 500):
        yield b"".join([row for _, row in rows[at : at + 500]])
    yield b"\xff\xff"
