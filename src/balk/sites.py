"""Sites: one owner's pages under one public key."""

import secrets
from datetime import datetime

import asyncpg
import msgspec
from msgspec import Struct

from balk import wire
from balk.db import ACQUIRE_SECONDS
from balk.origins import normal_origin
from balk.site_changes import tell_change
from balk.success_rules import rules_for_script
from balk.views.rollups import ROLLUPS


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


class SiteExists(Exception):
    """There is a site of this name already."""


_COLUMNS = "site_id, name, key, origins, abandon_after_s, holdout, include_bots, enabled, created_at, script_seen_at"


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
) -> Site:
    """Make a site with a new key. Raises SiteExists, and ValueError for an origin that is none."""
    row = await db.fetchrow(
        f"""
        insert into site (name, key, origins, abandon_after_s, holdout, include_bots, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
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
) -> None:
    """Set what is given, leave the rest. Raises ValueError for an origin that is none."""
    await db.execute(
        """
        update site set
            origins = coalesce($2, origins),
            abandon_after_s = coalesce($3, abandon_after_s),
            holdout = coalesce($4, holdout),
            include_bots = coalesce($5, include_bots),
            enabled = coalesce($6, enabled)
        where site_id = $1
        """,
        site.site_id,
        None if origins is None else [normal_origin(origin) for origin in origins],
        abandon_after_s,
        holdout,
        include_bots,
        enabled,
    )
    await tell_change(db, site.site_id)


_RECORDED = (
    *("view_open", "view_closed", *ROLLUPS, "answer", "moment", "refusal"),
    *("field_setting", "form_setting", "success_rule", "field", "version", "form"),
)


async def remove_site(db: asyncpg.Pool, site: Site) -> None:
    """Remove a site with its key, its tokens and everything recorded for it."""
    async with db.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
        await connection.execute("delete from site where site_id = $1", site.site_id)
        for table in _RECORDED:
            await connection.execute(f"delete from {table} where site_id = $1", site.site_id)
        await tell_change(connection, site.site_id)
