"""`balk tag`: reasons for comments from standard input, without server or database."""

import io
import sys

import click

from balk.cli.failing import Refused
from balk.cli.options import option
from balk.report.counted import counted


@click.command()
@option("--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Least confidence of a tag.")
def tag(threshold: float) -> None:
    """Read comments as JSON lines, print each with its tags as a JSON line.

    A line that is not as it should be gives none, and exit status 1 once all others are printed.
    """
    from balk.reasons.cli_tag import tag_lines

    bad: list[str] = []
    for number, line in enumerate(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace"), start=1):
        try:
            sys.stdout.writelines(f"{tagged}\n" for tagged in tag_lines([line], threshold))
        except ValueError as error:
            bad.append(f"line {number}: {str(error).removeprefix('line 1: ')}")
    if bad:
        raise Refused(f"{counted(len(bad), 'bad line')}; the first is {bad[0]}")
