"""What goes wrong in a command, as one line for the person who typed it."""

import asyncpg
import click

from balk.migrate import DatabaseIsNewer


class Refused(click.ClickException):
    """A command that cannot be done; the text says why."""


def line_of(error: Exception) -> str:
    """The reason on one line, with what to do where that is known."""
    if isinstance(error, click.ClickException):
        text = error.format_message()
    elif isinstance(error, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError):
        text = f"the database refuses the log-in: {error}"
    elif isinstance(error, asyncpg.InvalidCatalogNameError):
        text = f"{error}: make it, or correct --database-url"
    elif isinstance(error, TimeoutError):
        text = "the database does not answer"
    elif isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        text = f"the database says: {error}"
    elif isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    elif isinstance(error, OSError | ValueError | DatabaseIsNewer) or type(error).__module__.startswith("balk."):
        text = str(error)
    else:
        text = f"unexpected {type(error).__name__}: {error} (BALK_DEBUG=1 shows where)"
    return " ".join(text.split()) or type(error).__name__
