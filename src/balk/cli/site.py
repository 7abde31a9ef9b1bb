"""`balk site`: sites and their keys."""

from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import click
from msgspec import Struct
from rich.table import Table

from balk.cli.database import run
from balk.cli.erased import ask_before, refuse_remains, rewriting, say_erasure
from balk.cli.failing import Refused
from balk.cli.options import Decorated, as_json, at_place, option, settings_here
from balk.cli.printing import console, say_json
from balk.erasure import Erasure, clear_files, count_site, erase_site
from balk.origins import normal_origin
from balk.report.counted import counted
from balk.sites import (
    FOR_EVER,
    MOST_KEPT_DAYS,
    MOST_KEPT_MONTHS,
    Site,
    add_site,
    all_sites,
    change_site,
    site_by_name,
    snippet,
)


class SiteLine(Struct, frozen=True):
    """A site as `--json` shows it."""

    site: str
    key: str
    origins: list[str]
    abandon_after_s: int
    holdout: float
    include_bots: bool
    enabled: bool
    keep_views_days: int
    keep_aggregates_months: int
    keep_answers_days: int | None
    """None for ever."""
    views_kept_since: date | None
    """The first day of which every closed view is there; None where none was ever removed."""


def _line(site: Site) -> SiteLine:
    return SiteLine(
        site=site.name,
        key=site.key,
        origins=site.origins,
        abandon_after_s=site.abandon_after_s,
        holdout=round(site.holdout, 6),
        include_bots=site.include_bots,
        enabled=site.enabled,
        keep_views_days=site.keep_views_days,
        keep_aggregates_months=site.keep_aggregates_months,
        keep_answers_days=site.keep_answers_days,
        views_kept_since=site.views_kept_since,
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


class _DaysOrForEver(click.IntRange):
    """Days, or the word `forever`, which is FOR_EVER."""

    name = "days"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """As click does."""
        return FOR_EVER if value == "forever" else int(super().convert(value, parameter, context))


def _keeping(command: Decorated) -> Decorated:
    """How long a site keeps what it records."""
    for decorate in (
        option(
            "--keep-answers",
            type=_DaysOrForEver(1, MOST_KEPT_DAYS),
            metavar="DAYS|forever",
            help="Days until answers are removed.",
        ),
        option(
            "--keep-aggregates",
            type=click.IntRange(1, MOST_KEPT_MONTHS),
            metavar="MONTHS",
            help="Months until daily figures are removed; never before the views.",
        ),
        option(
            "--keep-views",
            type=click.IntRange(1, MOST_KEPT_DAYS),
            metavar="DAYS",
            help="Days until single views, with their journeys, and moments are removed.",
        ),
    ):
        command = decorate(command)
    return command


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
@_keeping
@as_json
@at_place()
def add(
    name: str,
    origins: list[str],
    abandon_after: int | None,
    holdout: float | None,
    include_bots: bool,
    keep_views: int | None,
    keep_aggregates: int | None,
    keep_answers: int | None,
    as_json: bool,
) -> None:
    """Make a site and print its script tag."""
    settings = settings_here()
    chosen: dict[str, Any] = {  # of several types, by name
        "abandon_after_s": abandon_after,
        "holdout": holdout,
        "keep_views_days": keep_views,
        "keep_aggregates_months": keep_aggregates,
        "keep_answers_days": keep_answers,
    }
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
    columns = ("site", "key", "origins", "abandoned after", "holdout", "keeps", "script last seen")
    table = Table(*columns, box=None, pad_edge=False)
    for one in sites:
        seen = one.script_seen_at.strftime("%Y-%m-%d %H:%M") if one.script_seen_at else "never"
        shown = one.name if one.enabled else f"{one.name} (disabled)"
        origins = ", ".join(one.origins)
        table.add_row(shown, one.key, origins, f"{one.abandon_after_s} s", f"{one.holdout:.0%}", _keeps(one), seen)
    console().print(table)


def _keeps(site: Site) -> str:
    answers = "for ever" if site.keep_answers_days is None else counted(site.keep_answers_days, "day")
    views, months = counted(site.keep_views_days, "day"), counted(site.keep_aggregates_months, "month")
    return f"views {views}, figures {months}, answers {answers}"


@site.command("set")
@click.argument("name")
@option("--origin", "origins", multiple=True, callback=_origins, help="Replaces its origins; repeatable.")
@_abandon_after
@_holdout
@option("--include-bots/--no-include-bots", default=None, help="Count automated browsers too.")
@option("--enabled/--disabled", default=None, help="A disabled site's key is unknown to everybody.")
@_keeping
@as_json
@at_place()
def set_(
    name: str,
    origins: list[str],
    abandon_after: int | None,
    holdout: float | None,
    include_bots: bool | None,
    enabled: bool | None,
    keep_views: int | None,
    keep_aggregates: int | None,
    keep_answers: int | None,
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
            keep_views_days=keep_views,
            keep_aggregates_months=keep_aggregates,
            keep_answers_days=keep_answers,
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
    erased: dict[str, int]
    remaining: dict[str, int]


@site.command("remove")
@click.argument("name")
@rewriting
@option("--yes", is_flag=True, help="Don't ask.")
@as_json
@at_place()
def remove(name: str, rewrite: bool, yes: bool, as_json: bool) -> None:
    """Remove a site with everything recorded for it, and prove it. Asks first in a terminal."""

    async def work(db: asyncpg.Pool) -> Erasure:
        found = await site_called(db, name)
        ask_before(f"Remove {name} with {_in_words(await count_site(db, found))}?", yes)
        done = await erase_site(db, found, datetime.now(UTC))
        await clear_files(db, done, rewrite=rewrite)
        return done

    done = run(settings_here(), work)
    if as_json:
        gone = done.erased
        views = gone["view_open"] + gone["view_closed"]
        say_json(Removed(name, gone["form"], views, gone["answer"], gone, done.remaining))
    else:
        click.echo(f"removed {name} with {_in_words(done.erased)}")
        say_erasure(done)
    refuse_remains(done)


def _in_words(rows: dict[str, int]) -> str:
    forms, views, answers = rows["form"], rows["view_open"] + rows["view_closed"], rows["answer"]
    return f"{counted(forms, 'form')}, {counted(views, 'view')} and {counted(answers, 'answer')}"
