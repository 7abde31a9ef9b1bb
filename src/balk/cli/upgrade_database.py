"""`balk upgrade-database`: the embedded database on the newest PostgreSQL of this machine."""

import click
import msgspec
from msgspec import Struct

from balk.cli.failing import Refused
from balk.cli.options import as_json, at_place, settings_here
from balk.cli.printing import say_json


class Moved(Struct, frozen=True):
    """An upgrade as `--json` shows it; `kept` is the folder of the old files, null where nothing was to do."""

    before: int = msgspec.field(name="from")
    after: int = msgspec.field(name="to")
    kept: str | None = None


@click.command("upgrade-database")
@as_json
@at_place()
def upgrade_database(as_json: bool) -> None:
    """Bring the embedded database to the newest PostgreSQL on this machine.

    No server may run on it. The old files are kept beside the new ones. Killed half-way it can be run again.
    """
    from balk.backup.upgrade import upgrade_cluster

    settings = settings_here()
    if settings.database_url:
        raise Refused("only the embedded database is upgraded so; one of yours is upgraded by whoever runs it")
    done = upgrade_cluster(settings.data)
    if as_json:
        say_json(Moved(done.before, done.after, None if done.kept is None else str(done.kept)))
    elif done.kept is None:
        click.echo(f"nothing to do: the data folder is of PostgreSQL {done.after}, the newest here")
    else:
        click.echo(f"upgraded from PostgreSQL {done.before} to {done.after}")
        click.echo(f"the old files are kept; once all is well, remove them: rm -r '{done.kept}'")
