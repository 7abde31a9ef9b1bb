"""`balk tag`: reasons for comments from standard input, without server or database."""

import io
import sys

import click

from balk.cli.options import option


@click.command()
@option("--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Least confidence of a tag.")
def tag(threshold: float) -> None:
    """Read comments as JSON lines, print each with its tags as a JSON line."""
    from balk.reasons.cli_tag import tag_lines

    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for line in tag_lines(lines, threshold):
        sys.stdout.write(line.rstrip("\n") + "\n")
