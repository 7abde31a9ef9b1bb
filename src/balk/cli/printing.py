"""What commands print."""

import sys
from typing import Any

import msgspec
from rich.console import Console


def say_json(what: Any) -> None:
    """One JSON object on a line of its own."""
    sys.stdout.write(msgspec.json.encode(what).decode() + "\n")


def console() -> Console:
    """Standard output for tables: as wide as the terminal, 120 columns where there is none."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)
