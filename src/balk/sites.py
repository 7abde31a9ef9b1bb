"""Sites: one owner's pages under one public key."""

import secrets
from datetime import datetime

import asyncpg
import msgspec
from msgspec import Struct

from balk.origins import normal_origin


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


class SiteExists(Exception):
    """There is a site of this name already."""


_COLUMNS = "site_id, name, key, origins, abandon_after_s, holdout, include_bots, enabled, created_at, script_seen_at"


def _site(row: asyncpg.Record | None) -> Site | None:
    return None if row is None else msgspec.convert(dict(row), Site)


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
    rows = await db.fetch(f"select {_COLUMNS} from site order by name")
    return [msgspec.convert(dict(row), Site) for row in rows]


async def site_by_name(db: asyncpg.Pool, name: str) -> Site | None:
    """The site of that name."""
    return _site(await db.fetchrow(f"select {_COLUMNS} from site where name = $1", name))


async def site_by_key(db: asyncpg.Pool, key: str) -> Site | None:
    """The enabled site of that public key."""
    return _site(await db.fetchrow(f"select {_COLUMNS} from site where key = $1 and enabled", key))


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


_RECORDED = (
    *("view_open", "view_closed", "form_day", "field_day", "error_day", "answer", "moment", "refusal"),
    *("field", "version", "form"),
)


async def remove_site(db: asyncpg.Pool, site: Site) -> None:
    """Remove a site with its key, its tokens and everything recorded for it."""
    async with db.acquire() as connection, connection.transaction():
        await connection.execute("delete from site where site_id = $1", site.site_id)
        for table in _RECORDED:
            await connection.execute(f"delete from {table} where site_id = $1", site.site_id)
