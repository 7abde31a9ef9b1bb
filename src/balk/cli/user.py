"""`balk user`: people who may sign in."""

import sys
from datetime import UTC, datetime
from typing import Literal

import asyncpg
import click

from balk.cli.database import run
from balk.cli.options import at_place, option, settings_here


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@option("--role", type=click.Choice(["owner", "editor", "viewer"]), default="owner", show_default=True)
@option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@at_place()
def add(email: str, role: Literal["owner", "editor", "viewer"], password_stdin: bool) -> None:
    """Make an account."""
    settings = settings_here()
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        raise click.UsageError("without a terminal, give the password by --password-stdin")

    async def work(db: asyncpg.Pool) -> None:
        from balk.accounts import add_account

        await add_account(db, email, password, role, datetime.now(UTC))

    run(settings, work)
    click.echo(f"made the account {email}, {role}")
