"""`balk doctor`: checks of database, clock, queue, retention, script and disk, a line each."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import asyncpg
import click
from msgspec import Struct

from balk import assets
from balk.cli.database import connected, database
from balk.cli.failing import Refused, line_of
from balk.cli.options import as_json, at_place, disk_marks, settings_here
from balk.cli.printing import say_json
from balk.disk import free_bytes
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
@disk_marks
@as_json
@at_place()
def doctor(as_json: bool, low_disk: int, least_disk: int) -> None:
    """Check database, clock, queue, retention, script and disk. Exit status 1 where something fails."""
    checks = list(examine(settings_here(low_disk_mb=low_disk, least_disk_mb=least_disk)))
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
        yield _disk(settings)
        yield from _files(settings.data / "postgres")


async def _of_database(dsn: str) -> list[Check]:
    db = await connected(dsn)
    try:
        version = await db.fetchval("show server_version")
        fits: State = "ok" if db.get_server_version().major >= 15 else "fail"
        checks = [Check("database", fits, f"PostgreSQL {version} answers (15 or later is needed)")]
        schema = await _schema(db)
        checks += [schema, await _clock(db)]
        if schema.state == "ok":
            checks += [await _queue(db), await _retention(db, datetime.now(UTC))]
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


async def _retention(db: asyncpg.Connection, now: datetime) -> Check:
    sites = await db.fetch(
        """
        select distinct site.name
        from site
        join form
            on form.site_id = site.site_id
        cross join lateral (
            select started_at
            from view_closed
            where view_closed.site_id = form.site_id
              and view_closed.form_id = form.form_id
            order by started_at
            limit 1
        ) as oldest
        where oldest.started_at < $1::timestamptz - make_interval(days => site.keep_views_days + 2)
        order by site.name
        """,
        now,
    )
    if sites:
        names = ", ".join(row["name"] for row in sites[:3]) + (" and others" if len(sites) > 3 else "")
        says = f"views of {names} are kept for longer than they should be: is `balk serve` or `balk worker` running?"
        return Check("retention", "warn", says)
    return Check("retention", "ok", "nothing is kept for longer than its site says")


def _script(folder: Path) -> Check:
    built = sorted(folder.glob("*.js"))
    if not built or not all(file.stat().st_size for file in built):
        return Check("script", "fail", f"no built script in {folder}: install Balk again")
    return Check("script", "ok", ", ".join(f"{file.name} {file.stat().st_size / 1024:.1f} KB" for file in built))


def _disk(settings: Settings) -> Check:
    there = next(folder for folder in (settings.data, *settings.data.absolute().parents) if folder.exists())
    free = free_bytes(there)
    if free is None:
        return Check("disk", "warn", f"the room for {settings.data} cannot be seen")
    low, least = settings.low_disk_mb / 1e3, settings.least_disk_mb / 1e3
    says = f"{free / 1e9:,.1f} GB free for {settings.data}"
    if free < settings.least_disk_mb * 1_000_000:
        return Check("disk", "fail", f"{says}: below {least:g} GB nothing is collected")
    if free < settings.low_disk_mb * 1_000_000:
        return Check("disk", "warn", f"{says}: make room, below {least:g} GB nothing is collected")
    return Check("disk", "ok", f"{says} (below {low:g} GB Balk warns, below {least:g} GB it collects nothing)")


def _files(home: Path) -> Iterator[Check]:
    """What the embedded database takes of the disk, and what is left of upgrades."""
    from balk.embedded.binaries import major_of, newest_binaries  # only here: it needs what only Unix has

    major = major_of(home / "cluster")
    if major is None:
        return
    newest, _ = newest_binaries()
    says = f"made by PostgreSQL {major}, {_bytes(home / 'cluster') / 1e6:,.0f} MB"
    if newest > major:
        says += f"; PostgreSQL {newest} is here, too: `balk upgrade-database` moves it there"
    yield Check("files", "ok", says)
    for kept in sorted(home.glob("cluster-*")):
        yield Check(
            "files", "ok", f"{kept}, from before an upgrade, {_bytes(kept) / 1e6:,.0f} MB: remove it once all is well"
        )


def _bytes(folder: Path) -> int:
    """What the files below a folder take; those that go away meanwhile, nothing."""
    taken = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                taken += (Path(place) / name).lstat().st_blocks * 512
    return taken
