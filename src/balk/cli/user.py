"""`balk user`: people who may sign in."""

import sys
from datetime import UTC, datetime
from typing import Literal

import asyncpg
import click

from balk.cli.database import run
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import say_json


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@option("--role", type=click.Choice(["owner", "editor", "viewer"]), default="owner", show_default=True)
@option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@at_place()
def add(email: str, role: Literal["owner", "editor", "viewer"], password_stdin: bool, as_json: bool) -> None:
    """Make an account."""
    settings = settings_here()
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise click.UsageError("without a terminal, give the password by --password-stdin")

    async def work(db: asyncpg.Pool) -> str:
        from balk.accounts import add_account

        account_id = await add_account(db, email, password, role, datetime.now(UTC))
        stored: str = await db.fetchval("select email from account where account_id = $1", account_id)
        return stored

    stored = run(settings, work)
    if as_json:
        say_json({"email": stored, "role": role})
    else:
        click.echo(f"made the account {stored}, {role}")
