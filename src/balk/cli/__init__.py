"""The command `balk`: one file a noun. Errors are one line on standard error and exit status 1, 2 for wrong usage."""

import os
import sys
from typing import NoReturn

import click

import balk
from balk.cli import (
    backup,
    demo,
    doctor,
    erase,
    export,
    migrate,
    report,
    serve,
    site,
    tag,
    token,
    upgrade_database,
    user,
    worker,
)
from balk.cli.failing import line_of
from balk.cli.options import at_place


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(balk.__version__, message="balk %(version)s")
@at_place(reads_variables=True)
def commands() -> None:
    """At which form field people stop, why they say they stopped, and how many completions a fix would win back.

    Every option has a variable: --public-url is BALK_PUBLIC_URL.
    """


for command in (
    serve.serve,
    demo.demo,
    site.site,
    erase.erase,
    user.user,
    token.token,
    report.report,
    export.export,
    tag.tag,
    migrate.migrate,
    backup.backup,
    backup.restore,
    upgrade_database.upgrade_database,
    doctor.doctor,
    worker.worker,
):
    commands.add_command(command)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and end the process with its status."""
    try:
        status = commands.main(arguments, prog_name="balk", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0 if error.ctx is not None and error.ctx.parent is None else 2)
    except click.UsageError as error:
        _say(error.format_message() + (f" (see {error.ctx.command_path} --help)" if error.ctx else ""))
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("BALK_DEBUG"):
            raise
        _say(line_of(error))
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _say(line: str) -> None:
    click.echo(f"balk: {line}", err=True)
