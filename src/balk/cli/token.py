"""`balk token`: what a program shows to read a site's figures."""

from datetime import UTC, datetime
from typing import Literal

import asyncpg
import click

from balk.cli.database import run
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import say_json
from balk.cli.site import site_called


@click.group()
def token() -> None:
    """API tokens."""


@token.command("add")
@option("--site", "name", required=True, help="The site whose figures it reads.")
@option("--scope", type=click.Choice(["read", "write"]), default="read", show_default=True)
@as_json
@at_place()
def add(name: str, scope: Literal["read", "write"], as_json: bool) -> None:
    """Make a token. It is shown once and stored hashed."""

    async def work(db: asyncpg.Pool) -> str:
        from balk.accounts import add_token

        return await add_token(db, await site_called(db, name), scope, datetime.now(UTC))

    made = run(settings_here(), work)
    if as_json:
        say_json({"token": made})
    else:
        click.echo(made)
