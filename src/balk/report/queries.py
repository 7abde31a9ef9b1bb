"""Queries that stand in a file of their own, read once."""

from functools import cache
from importlib.resources import files


@cache
def query(name: str) -> str:
    """The text of `report/NAME.sql`."""
    return (files("balk.report") / f"{name}.sql").read_text()
