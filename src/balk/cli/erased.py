"""What commands that erase ask before, and print afterwards."""

import sys

import click
from rich.table import Table

from balk.cli.failing import Refused
from balk.cli.options import Decorated, option
from balk.cli.printing import console
from balk.erasure import Erasure


def ask_before(question: str, yes: bool) -> None:
    """Ask in a terminal, unless `yes`. Raises click.Abort where the answer is no."""
    if sys.stdin.isatty() and not yes:
        click.confirm(question, abort=True, err=True)


def rewriting(command: Decorated) -> Decorated:
    """`--rewrite`: leave no bytes of it in the files of the tables."""
    told = "Write the tables anew, so that no bytes of it stay in their files. Collecting and reports wait meanwhile."
    return option("--rewrite", is_flag=True, help=told)(command)


def say_erasure(done: Erasure) -> None:
    """A table: how many rows went, and how many were found when looked for again."""
    table = Table(box=None, pad_edge=False)
    table.add_column("table")
    table.add_column("erased", justify="right")
    table.add_column("remaining", justify="right")
    for name in done.erased | done.remaining:
        remaining = done.remaining.get(name)
        table.add_row(name, f"{done.erased.get(name, 0):,}", "" if remaining is None else f"{remaining:,}")
    console().print(table)


def refuse_remains(done: Erasure) -> None:
    """Raises Refused where something remains."""
    left = {name: count for name, count in done.remaining.items() if count}
    if left:
        told = ", ".join(f"{count:,} in {name}" for name, count in left.items())
        raise Refused(f"not all of it is gone: {told}; it came while the rest was erased: erase once more")
