"""`balk site`: sites and their keys."""

import sys
from datetime import UTC, datetime
from typing import Any

import asyncpg
import click
from msgspec import Struct
from rich.table import Table

from balk.cli.database import run
from balk.cli.failing import Refused
from balk.cli.options import as_json, at_place, option, settings_here
from balk.cli.printing import console, say_json
from balk.ingest.origins import normal_origin
from balk.report.counted import counted
from balk.sites import Site, add_site, all_sites, change_site, remove_site, site_by_name, snippet


class SiteLine(Struct, frozen=True):
    """A site as `--json` shows it."""

    site: str
    key: str
    origins: list[str]
    abandon_after_s: int
    holdout: float
    include_bots: bool
    enabled: bool


def _line(site: Site) -> SiteLine:
    return SiteLine(
        site=site.name,
        key=site.key,
        origins=site.origins,
        abandon_after_s=site.abandon_after_s,
        holdout=round(site.holdout, 6),
        include_bots=site.include_bots,
        enabled=site.enabled,
    )


async def site_called(db: asyncpg.Pool, name: str) -> Site:
    """The site of that name. Raises Refused where there is none."""
    site = await site_by_name(db, name)
    if site is None:
        raise Refused(f"there is no site {name!r}; `balk site list` shows them")
    return site


def _origins(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[str]:
    try:
        return [normal_origin(value) for value in values]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _name(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if not value.strip() or len(value) > 60 or "/" in value or not value.isprintable():
        raise click.BadParameter("a site's name has 1 to 60 characters and no slash")
    return value.strip()


_abandon_after = option(
    "--abandon-after", type=click.IntRange(1, 604_800), help="Seconds without activity until a view is abandoned."
)
_holdout = option("--holdout", type=click.FloatRange(0, 1), help="Share of visits that never see a prompt.")


@click.group()
def site() -> None:
    """Sites and their keys."""


@site.command("add")
@click.argument("name", callback=_name)
@option("--origin", "origins", multiple=True, required=True, callback=_origins, help="Where its pages are; repeatable.")
@_abandon_after
@_holdout
@option("--include-bots", is_flag=True, help="Count automated browsers too.")
@as_json
@at_place()
def add(
    name: str,
    origins: list[str],
    abandon_after: int | None,
    holdout: float | None,
    include_bots: bool,
    as_json: bool,
) -> None:
    """Make a site and print its script tag."""
    settings = settings_here()
    chosen: dict[str, Any] = {"abandon_after_s": abandon_after, "holdout": holdout}  # of several types, by name
    given = {key: value for key, value in chosen.items() if value is not None}
    made = run(
        settings,
        lambda db: add_site(db, name, origins, datetime.now(UTC), include_bots=include_bots, **given),
    )
    tag = snippet(made, settings.url)
    if as_json:
        say_json({"site": made.name, "key": made.key, "snippet": tag})
    else:
        click.echo(f"{made.name} takes data from {' and '.join(made.origins)}. Put this on its pages:\n\n  {tag}\n")


@site.command("list")
@as_json
@at_place()
def list_(as_json: bool) -> None:
    """Show every site."""
    sites = run(settings_here(), all_sites)
    if as_json:
        say_json({"sites": [_line(one) for one in sites]})
        return
    table = Table("site", "key", "origins", "abandoned after", "holdout", "script last seen", box=None, pad_edge=False)
    for one in sites:
        seen = one.script_seen_at.strftime("%Y-%m-%d %H:%M") if one.script_seen_at else "never"
        shown = one.name if one.enabled else f"{one.name} (disabled)"
        origins = ", ".join(one.origins)
        table.add_row(shown, one.key, origins, f"{one.abandon_after_s} s", f"{one.holdout:.0%}", seen)
    console().print(table)


@site.command("set")
@click.argument("name")
@option("--origin", "origins", multiple=True, callback=_origins, help="Replaces its origins; repeatable.")
@_abandon_after
@_holdout
@option("--include-bots/--no-include-bots", default=None, help="Count automated browsers too.")
@option("--enabled/--disabled", default=None, help="A disabled site's key is unknown to everybody.")
@as_json
@at_place()
def set_(
    name: str,
    origins: list[str],
    abandon_after: int | None,
    holdout: float | None,
    include_bots: bool | None,
    enabled: bool | None,
    as_json: bool,
) -> None:
    """Change what is given, leave the rest."""

    async def work(db: asyncpg.Pool) -> Site:
        await change_site(
            db,
            await site_called(db, name),
            origins=origins or None,
            abandon_after_s=abandon_after,
            holdout=holdout,
            include_bots=include_bots,
            enabled=enabled,
        )
        return await site_called(db, name)

    changed = run(settings_here(), work)
    if as_json:
        say_json(_line(changed))
    else:
        click.echo(f"changed {name}")


class Removed(Struct, frozen=True):
    """What went with a site, as `--json` shows it."""

    removed: str
    forms: int
    views: int
    answers: int


@site.command("remove")
@click.argument("name")
@option("--yes", is_flag=True, help="Don't ask.")
@as_json
@at_place()
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a site with everything recorded for it. Asks first in a terminal."""

    async def work(db: asyncpg.Pool) -> Removed:
        found = await site_called(db, name)
        kept = await _recorded(db, found)
        if sys.stdin.isatty() and not yes:
            click.confirm(f"Remove {name} with {_in_words(kept)}?", abort=True, err=True)
        await remove_site(db, found)
        return kept

    gone = run(settings_here(), work)
    if as_json:
        say_json(gone)
    else:
        click.echo(f"removed {name} with {_in_words(gone)}")


async def _recorded(db: asyncpg.Pool, site: Site) -> Removed:
    row = await db.fetchrow(
        """
        select
            (select count(*) from form where site_id = $1) as forms,
            (select count(*) from view_open where site_id = $1)
                + (select count(*) from view_closed where site_id = $1) as views,
            (select count(*) from answer where site_id = $1) as answers
        """,
        site.site_id,
    )
    return Removed(site.name, **row)


def _in_words(kept: Removed) -> str:
    return f"{counted(kept.forms, 'form')}, {counted(kept.views, 'view')} and {counted(kept.answers, 'answer')}"
