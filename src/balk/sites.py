"""Sites: one owner's pages under one public key."""

import secrets
from datetime import date, datetime, timedelta

import asyncpg
import msgspec
from msgspec import Struct

from balk import wire
from balk.origins import normal_origin
from balk.site_changes import tell_change
from balk.success_rules import rules_for_script

KEEP_VIEWS_DAYS = 90
KEEP_AGGREGATES_MONTHS = 25
FOR_EVER = 0
"""Given as `keep_answers_days`: answers are never removed by their age."""
LONGEST_VIEW = timedelta(days=32)
"""A view, and what is answered in it, ends within so long of its beginning: a page's ages end at 31 days."""
MOST_KEPT_DAYS = 36_500
MOST_KEPT_MONTHS = 1_200


class Site(Struct, frozen=True):
    """One row of `site`."""

    site_id: int
    name: str
    key: str
    origins: list[str]
    abandon_after_s: int
    holdout: float
    include_bots: bool
    enabled: bool
    created_at: datetime
    script_seen_at: datetime | None
    success_rules: list[wire.SuccessRule] = []
    keep_views_days: int = KEEP_VIEWS_DAYS
    keep_aggregates_months: int = KEEP_AGGREGATES_MONTHS
    """Never less than the views: see `retention.first_day_summed`."""
    keep_answers_days: int | None = None
    """None for ever."""
    views_kept_since: date | None = None
    """The first day of UTC of which every closed view is still there; None where none was ever removed."""


class SiteExists(Exception):
    """There is a site of this name already."""


_COLUMNS = """
    site_id, name, key, origins, abandon_after_s, holdout, include_bots, enabled, created_at, script_seen_at,
    keep_views_days, keep_aggregates_months, keep_answers_days, views_kept_since
"""


_WITH_RULES = f"""
    select {_COLUMNS}, (
        select jsonb_agg(jsonb_build_object('form', form, 'url', url, 'selector', selector) order by rule_id)
        from success_rule
        where success_rule.site_id = site.site_id
    ) as success_rules
    from site
"""
_rules = msgspec.json.Decoder(list[wire.SuccessRule])


def _site(row: asyncpg.Record | None) -> Site | None:
    if row is None:
        return None
    known = dict(row)
    return msgspec.convert(known | {"success_rules": _rules.decode(known.get("success_rules") or "[]")}, Site)


def snippet(site: Site, url: str) -> str:
    """The script tag for a page, with `url` the public address."""
    return f'<script async src="{url}/s/{site.key}.js"></script>'


async def add_site(
    db: asyncpg.Pool,
    name: str,
    origins: list[str],
    now: datetime,
    *,
    abandon_after_s: int = 1800,
    holdout: float = 0.1,
    include_bots: bool = False,
    keep_views_days: int = KEEP_VIEWS_DAYS,
    keep_aggregates_months: int = KEEP_AGGREGATES_MONTHS,
    keep_answers_days: int = FOR_EVER,
) -> Site:
    """Make a site with a new key. Raises SiteExists, and ValueError for an origin that is none."""
    row = await db.fetchrow(
        f"""
        insert into site (
            name, key, origins, abandon_after_s, holdout, include_bots, created_at,
            keep_views_days, keep_aggregates_months, keep_answers_days
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, 0))
        on conflict (name) do nothing
        returning {_COLUMNS}
        """,
        name,
        secrets.token_urlsafe(9).replace("-", "a").replace("_", "b"),
        [normal_origin(origin) for origin in origins],
        abandon_after_s,
        holdout,
        include_bots,
        now,
        keep_views_days,
        keep_aggregates_months,
        keep_answers_days,
    )
    site = _site(row)
    if site is None:
        raise SiteExists(f"there is a site {name!r} already")
    return site


async def all_sites(db: asyncpg.Pool) -> list[Site]:
    """Every site, by name."""
    rows = await db.fetch(f"{_WITH_RULES} order by name")
    return [site for row in rows if (site := _site(row)) is not None]


async def site_by_name(db: asyncpg.Pool, name: str) -> Site | None:
    """The site of that name."""
    return _site(await db.fetchrow(f"{_WITH_RULES} where name = $1", name))


async def site_by_key(db: asyncpg.Pool, key: str) -> Site | None:
    """The enabled site of that public key, with its rules as the script needs them: a rule for a form stands also under
    the keys of those merged into it."""
    site = _site(await db.fetchrow(f"{_WITH_RULES} where key = $1 and enabled", key))
    if site is None or not site.success_rules:
        return site
    rules = await rules_for_script(db, site.site_id, site.success_rules)
    return msgspec.structs.replace(site, success_rules=rules)


async def change_site(
    db: asyncpg.Pool,
    site: Site,
    *,
    origins: list[str] | None = None,
    abandon_after_s: int | None = None,
    holdout: float | None = None,
    include_bots: bool | None = None,
    enabled: bool | None = None,
    keep_views_days: int | None = None,
    keep_aggregates_months: int | None = None,
    keep_answers_days: int | None = None,
) -> None:
    """Set what is given, leave the rest. Raises ValueError for an origin that is none."""
    await db.execute(
        """
        update site set
            origins = coalesce($2, origins),
            abandon_after_s = coalesce($3, abandon_after_s),
            holdout = coalesce($4, holdout),
            include_bots = coalesce($5, include_bots),
            enabled = coalesce($6, enabled),
            keep_views_days = coalesce($7, keep_views_days),
            keep_aggregates_months = coalesce($8, keep_aggregates_months),
            keep_answers_days = nullif(coalesce($9, keep_answers_days, 0), 0)
        where site_id = $1
        """,
        site.site_id,
        None if origins is None else [normal_origin(origin) for origin in origins],
        abandon_after_s,
        holdout,
        include_bots,
        enabled,
        keep_views_days,
        keep_aggregates_months,
        keep_answers_days,
    )
    await tell_change(db, site.site_id)


def views_kept_since(site: Site, first: date) -> date | None:
    """The first day of which every closed view is there, where a period that begins on `first` begins before it.

    None where nothing of the period has been removed.
    """
    since = site.views_kept_since
    if since is None or first >= since or since <= (site.created_at - LONGEST_VIEW).date():
        return None
    return since
