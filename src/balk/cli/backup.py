"""`balk backup` and `balk restore`: the whole database in one file, and back."""

import asyncio
import sys
from pathlib import Path

import click
from msgspec import Struct

from balk.cli.database import connected, database
from balk.cli.failing import Refused
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import say_json

_FILE = click.Path(dir_okay=False, path_type=Path)


class Written(Struct, frozen=True):
    """A backup, as `--json` shows it."""

    backup: str
    bytes: int


@click.command()
@click.argument("file", type=_FILE)
@as_json
@at_place()
def backup(file: Path, as_json: bool) -> None:
    """Write everything in the database to FILE, as it is now, while a server may run.

    An earlier backup of that name is replaced once the new one is whole.
    """
    from balk.backup.write import write_backup
    from balk.embedded.binaries import dumping_binaries  # only here: it needs what only Unix has

    settings = settings_here()
    if settings.database_url is None and not (settings.data / "postgres").exists():
        raise Refused(f"there is no Balk in {settings.data}")
    with database(settings) as dsn:
        programs = dumping_binaries(asyncio.run(_major(dsn)))
        size = write_backup(dsn, programs, file, of_owner=settings.database_url is not None)
    if as_json:
        say_json(Written(str(file), size))
    else:
        click.echo(f"wrote {file}, {size / 1e6:,.1f} MB")


async def _major(dsn: str) -> int:
    """Of the PostgreSQL there. Raises Refused where it holds no Balk: an empty backup could replace a good one."""
    db = await connected(dsn)
    try:
        if await db.fetchval("select to_regclass('migration') is null"):
            raise Refused("there is no Balk in this database")
        major: int = db.get_server_version().major
        return major
    finally:
        await db.close()


class PutBack(Struct, frozen=True):
    """What is in the database after a restore, and the migrations that the backup had not had, as `--json` shows it."""

    restored: str
    accounts: int
    sites: int
    forms: int
    views: int
    answers: int
    applied: list[str]


@click.command()
@click.argument("file", type=_FILE)
@option("--replace", is_flag=True, help="Remove what is in the database now. Asks first in a terminal.")
@option("--yes", is_flag=True, help="Don't ask.")
@as_json
@at_place()
def restore(file: Path, replace: bool, yes: bool, as_json: bool) -> None:
    """Put the backup in FILE in the place of the embedded database.

    No server may run on it. Until all of it is there the old one stays as it is.
    """
    from balk.backup.contents import contents_at
    from balk.backup.restore import check_backup, restore_backup
    from balk.embedded import open_cluster

    settings = settings_here()
    if settings.database_url:
        raise Refused("only the embedded database is restored so; into one of yours, use pg_restore")
    if not file.exists():
        raise Refused(f"there is no {file}")
    with open_cluster(settings.data) as cluster, cluster.alone():
        check_backup(file, cluster.programs)
        there = asyncio.run(contents_at(cluster.dsn()))
        if there.anything:
            if not replace:
                raise Refused(f"{settings.data} holds {there.in_words()}: with --replace the backup takes their place")
            if sys.stdin.isatty() and not yes:
                click.confirm(f"Replace {there.in_words()} in {settings.data}?", abort=True, err=True)
        restored = restore_backup(cluster, file)
    here = restored.contents
    if as_json:
        say_json(PutBack(str(file), here.accounts, here.sites, here.forms, here.views, here.answers, restored.applied))
    else:
        click.echo(f"restored {here.in_words()}")
