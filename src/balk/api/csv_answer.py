"""CSV as an answer to a request: a download that is written while it is sent."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from litestar.response import Stream

from balk.export import csv


def csv_stream(name: str, rows: AsyncIterator[bytes]) -> Stream:
    """A download called NAME.csv."""
    return Stream(
        rows,
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )


def csv_answer(name: str, columns: Sequence[str], rows: list[dict[str, Any]], bom: bool) -> Stream:
    """A download of rows that are at hand already."""

    async def written() -> AsyncIterator[bytes]:
        yield (csv.BOM.encode() if bom else b"") + csv.lines([columns])
        yield csv.lines([[row[column] for column in columns] for row in rows])

    return csv_stream(name, written())
