"""Rows as the text that `copy … from` reads: Python writes it four times faster than asyncpg its binary arrays.

(PostgreSQL's manual, COPY, "Text Format".)
"""

from collections.abc import Iterable, Sequence
from typing import Any

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(rows: Iterable[Sequence[Any]]) -> bytes:
    """These rows, a line each. Values are whole numbers, texts, bytes, times, ids, lists of whole numbers, or None."""
    return "".join("\t".join(map(_text, row)) + "\n" for row in rows).encode()


def _text(value: Any) -> str:
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is list:
        return "{" + ",".join(map(str, value)) + "}"
    if kind is str:
        if "\\" in value or not value.isprintable():
            value = value.translate(_ESCAPES)
        return str(value)
    if kind is bytes:
        return f"\\\\x{value.hex()}"
    if value is None:
        return "\\N"
    return str(value)
