"""API tokens: what a program shows to read a site's figures. Shown once, stored hashed."""

import secrets
from datetime import datetime
from typing import Literal

import asyncpg

from balk.accounts.login_links import token_hash
from balk.sites import Site, site_by_name

Scope = Literal["read", "write"]


async def add_token(db: asyncpg.Pool, site: Site, scope: Scope, now: datetime) -> str:
    """A new token for one site. Raises ValueError for a scope that is none."""
    if scope not in ("read", "write"):
        raise ValueError(f"{scope!r} is no scope: read or write")
    token = f"balk_{secrets.token_urlsafe(32)}"
    await db.execute(
        "insert into api_token (token_hash, site_id, scope, created_at) values ($1, $2, $3, $4)",
        token_hash(token),
        site.site_id,
        scope,
        now,
    )
    return token


async def site_of_token(db: asyncpg.Pool, token: str) -> tuple[Site, str] | None:
    """The site that a token reads, and its scope (`read` or `write`). None for an unknown token."""
    row = await db.fetchrow(
        "select site.name, scope from api_token join site using (site_id) where token_hash = $1", token_hash(token)
    )
    site = None if row is None else await site_by_name(db, row["name"])
    return None if row is None or site is None else (site, row["scope"])
