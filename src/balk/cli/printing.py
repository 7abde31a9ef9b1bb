"""What commands print."""

import os
import sys
from typing import Any

import msgspec
from rich.console import Console

WIDTH = 140
"""Columns of a table where standard output is no terminal and COLUMNS does not say."""


def say_json(what: Any) -> None:
    """One JSON object on a line of its own."""
    sys.stdout.write(msgspec.json.encode(what).decode() + "\n")


def console() -> Console:
    """Standard output for tables: as wide as COLUMNS, else as the terminal, else WIDTH."""
    known = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return Console(highlight=False, width=None if known else WIDTH)
