"""`balk migrate`: the schema."""

import asyncio

import click

from balk.cli.database import database, migrated
from balk.cli.options import as_json, at_place, settings_here
from balk.cli.printing import say_json


@click.command()
@as_json
@at_place()
def migrate(as_json: bool) -> None:
    """Bring the database's schema up to date. On Citus, spread its tables over the cluster."""
    with database(settings_here()) as dsn:
        done = asyncio.run(migrated(dsn))
    if as_json:
        say_json(done)
    else:
        click.echo("\n".join([*(f"applied {name}" for name in done.applied), *done.spread]) or "nothing to do")
