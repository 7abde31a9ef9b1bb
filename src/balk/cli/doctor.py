"""`balk doctor`: checks of database, clock, script, disk and queue, a line each."""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import asyncpg
import click
from msgspec import Struct

from balk import assets
from balk.cli.database import connected, database
from balk.cli.failing import Refused, line_of
from balk.cli.options import as_json, at_place, settings_here
from balk.cli.printing import say_json
from balk.migrate import migration_files
from balk.report.counted import counted
from balk.settings import Settings

State = Literal["ok", "warn", "fail"]

_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


class Check(Struct, frozen=True):
    """One thing looked at."""

    name: str
    state: State
    says: str


@click.command()
@as_json
@at_place()
def doctor(as_json: bool) -> None:
    """Check database, clock, script, disk and queue. Exit status 1 where something fails."""
    checks = list(examine(settings_here()))
    if as_json:
        say_json({"checks": checks})
    else:
        for check in checks:
            click.echo(f"{click.style(f'{check.state:<4}', fg=_COLOURS[check.state])}  {check.name:<10}  {check.says}")
    failed = [f"{check.name}: {check.says}" for check in checks if check.state == "fail"]
    if failed:
        raise Refused("; ".join(failed))


def examine(settings: Settings) -> Iterator[Check]:
    """Every check, the database's first."""
    try:
        with database(settings) as dsn:
            yield from asyncio.run(_of_database(dsn))
    except Exception as error:  # whatever keeps the database away is what this command is to tell
        yield Check("database", "fail", line_of(error))
    yield _script(assets.widget())
    if settings.database_url is None:
        yield _disk(settings.data)


async def _of_database(dsn: str) -> list[Check]:
    db = await connected(dsn)
    try:
        version = await db.fetchval("show server_version")
        fits: State = "ok" if db.get_server_version().major >= 15 else "fail"
        checks = [Check("database", fits, f"PostgreSQL {version} answers (15 or later is needed)")]
        schema = await _schema(db)
        checks += [schema, await _clock(db)]
        if schema.state == "ok":
            checks.append(await _queue(db))
        return checks
    finally:
        await db.close()


async def _schema(db: asyncpg.Connection) -> Check:
    known = len(migration_files())
    there = await db.fetchval("select to_regclass('migration') is not null")
    done = await db.fetchval("select coalesce(max(number), 0) from migration") if there else 0
    if done > known:
        return Check("schema", "fail", f"the database has migration {done}, this Balk knows {known}: upgrade Balk")
    if done < known:
        return Check("schema", "warn", f"{counted(known - done, 'migration')} to apply: run `balk migrate`")
    return Check("schema", "ok", f"up to date, with {counted(known, 'migration')}")


async def _clock(db: asyncpg.Connection) -> Check:
    before = datetime.now(UTC)
    there = await db.fetchval("select clock_timestamp()")
    now = datetime.now(UTC)
    apart = (there - (before + (now - before) / 2)).total_seconds()
    state: State = "ok" if abs(apart) < 2 else "warn" if abs(apart) < 60 else "fail"
    return Check("clock", state, f"database and this process are {abs(apart):.1f} s apart")


async def _queue(db: asyncpg.Connection) -> Check:
    """Asked of all sites at once, by hand and seldom: on a cluster every machine counts its own."""
    waiting, overdue = await db.fetchrow(
        """
        select count(*), count(*) filter (where last_at < $1::timestamptz - make_interval(secs => abandon_after_s))
        from view_open
        join site on site.site_id = view_open.site_id
        """,
        datetime.now(UTC) - timedelta(minutes=5),
    )
    if overdue:
        those = f"{overdue:,} of {counted(waiting, 'open view')}"
        says = f"{those} should be closed by now: is `balk serve` or `balk worker` running?"
        return Check("queue", "warn", says)
    return Check("queue", "ok", f"{counted(waiting, 'open view')}, none overdue")


def _script(folder: Path) -> Check:
    built = sorted(folder.glob("*.js"))
    if not built or not all(file.stat().st_size for file in built):
        return Check("script", "fail", f"no built script in {folder}: install Balk again")
    return Check("script", "ok", ", ".join(f"{file.name} {file.stat().st_size / 1024:.1f} KB" for file in built))


def _disk(data: Path) -> Check:
    there = next(folder for folder in (data, *data.absolute().parents) if folder.exists())
    free = shutil.disk_usage(there).free / 1e9
    state: State = "ok" if free > 5 else "warn" if free > 0.5 else "fail"
    return Check("disk", state, f"{free:,.1f} GB free for {data}")
