"""`balk export`: everything, as CSV or JSON lines, streamed."""

import sys
from datetime import UTC, datetime
from typing import Literal

import asyncpg
import click

from balk.cli.database import run
from balk.cli.options import at_place, option, settings_here
from balk.cli.site import site_called


@click.command()
@click.argument("site")
@click.argument("what", type=click.Choice(["responses", "fields", "views", "moments"]))
@option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
@at_place()
def export(site: str, what: Literal["responses", "fields", "views", "moments"], form: Literal["csv", "jsonl"]) -> None:
    """Print a site's responses, fields, views or moments."""

    async def work(db: asyncpg.Pool) -> None:
        from balk.export.stream import stream

        async for chunk in stream(db, await site_called(db, site), what, form, datetime.now(UTC)):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()

    run(settings_here(), work)
