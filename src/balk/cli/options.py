"""Options with their BALK_ variables, and those that say where Balk's data is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from balk.disk import LEAST_MB, LOW_MB
from balk.settings import Settings, default_data_folder

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_PLACE = "balk.place"
_ADDRESS = "address"


def option(name: str, *more: str, **what: Any) -> Callable[[Decorated], Decorated]:
    """`click.option` that also reads its variable: `--public-url` reads BALK_PUBLIC_URL."""
    long = name.split("/")[0]
    variable = "BALK_" + long.removeprefix("--").replace("-", "_").upper()
    return click.option(name, *more, envvar=variable, **({"show_envvar": True} | what))


def as_json(command: Decorated) -> Decorated:
    """`--json`: one JSON object on standard output and nothing else there."""
    return option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(command)


def disk_marks(command: Decorated) -> Decorated:
    """`--low-disk` and `--least-disk`: how much room the embedded database is to have."""
    for name, usual, shown in (
        ("--least-disk", LEAST_MB, "Free megabytes below which nothing is collected; reading goes on."),
        ("--low-disk", LOW_MB, "Free megabytes below which Balk warns."),
    ):
        command = option(name, type=click.IntRange(0), default=usual, show_default=True, help=shown)(command)
    return command


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None and parameter.name is not None:
        context.meta.setdefault(_PLACE, {})[parameter.name] = value


def at_place(*, reads_variables: bool = False) -> Callable[[Decorated], Decorated]:
    """`--data`, `--database-url` and `--public-url`, which stand before or after the command's name.

    Only the outermost reads variables, so that a variable never beats an option.
    """
    variable = option if reads_variables else _without_variable

    def decorate(command: Decorated) -> Decorated:
        for name, kind, shown in (
            ("--public-url", str, "Address that visitors' browsers reach."),
            ("--database-url", str, "A PostgreSQL of yours instead of the embedded one."),
            ("--data", click.Path(file_okay=False, path_type=Path), "Folder of the embedded database."),
        ):
            command = variable(name, type=kind, help=shown, expose_value=False, callback=_keep)(command)
        return command

    return decorate


def _without_variable(name: str, **what: Any) -> Callable[[Decorated], Decorated]:
    shown = f"{what.pop('help')}  [env var: BALK_{name.removeprefix('--').replace('-', '_').upper()}]"
    return click.option(name, help=shown, **what)


def settings_here(**what: Any) -> Settings:
    """How this command was started; without `what` (host, port) the address is the one last served. Raises UsageError
    for an address that is none."""
    place = dict(click.get_current_context().meta.get(_PLACE, {}))
    url = checked_url("--database-url", place.get("database_url"))
    public = place.get("public_url")
    if public and not public.startswith(("http://", "https://")):
        raise click.UsageError("--public-url looks like https://forms.example.com")
    data = place.get("data") or default_data_folder()
    if not public and not what:
        public = last_address(data)
    return Settings(data=data, database_url=url, public_url=public or None, **what)


def checked_url(name: str, url: str | None) -> str | None:
    """The address of a database, None for an empty one. Raises UsageError for an address that is none."""
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise click.UsageError(f"{name} looks like postgresql://user:password@host/database")
    return url or None


def keep_address(settings: Settings) -> None:
    """Write down the address served, for the snippets that other commands print."""
    if settings.database_url is None:
        (settings.data / _ADDRESS).write_text(settings.url + "\n")


def last_address(data: Path) -> str | None:
    """The address last served from this data folder."""
    try:
        return (data / _ADDRESS).read_text().strip() or None
    except OSError:
        return None
