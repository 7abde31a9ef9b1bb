"""One-time links: to make the first account, or to sign in without a password. Only their hashes are stored."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Literal

import asyncpg
from msgspec import Struct, convert

from balk.db import ACQUIRE_SECONDS

Purpose = Literal["set-up", "log-in"]

LIFETIME: dict[Purpose, timedelta] = {"set-up": timedelta(hours=24), "log-in": timedelta(hours=1)}


def _longest(purpose: Purpose, now: datetime) -> datetime:
    """What ends later was made by a clock that was ahead, and would be good for years."""
    return now + LIFETIME[purpose] + timedelta(hours=1)


class LoginLink(Struct, frozen=True):
    """A link that was good, and for whom; a set-up link is for nobody yet."""

    account_id: int | None


def token_hash(token: str) -> bytes:
    """How a random token is stored and looked up. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


async def make_login_link(db: asyncpg.Pool, purpose: Purpose, now: datetime, account_id: int | None = None) -> str:
    """The token of a new link. A set-up link is good for 24 hours and voids older ones; a log-in link for one hour."""
    token = secrets.token_urlsafe(32)
    async with db.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
        await connection.execute(
            "delete from login_link where expires_at <= $1 or (purpose = 'set-up' and $2 = 'set-up')", now, purpose
        )
        await connection.execute(
            """
            insert into login_link (token_hash, purpose, account_id, created_at, expires_at)
            values ($1, $2, $3, $4, $5)
            """,
            token_hash(token),
            purpose,
            account_id,
            now,
            now + LIFETIME[purpose],
        )
    return token


async def link_stands(db: asyncpg.Pool, purpose: Purpose, token: str, now: datetime) -> bool:
    """Whether the link can still be used; does not use it."""
    return bool(
        await db.fetchval(
            """
            select exists (
                select from login_link
                where token_hash = $1 and purpose = $2 and expires_at > $3 and expires_at <= $4
            )
            """,
            token_hash(token),
            purpose,
            now,
            _longest(purpose, now),
        )
    )


async def take_login_link(
    db: asyncpg.Pool | asyncpg.Connection, purpose: Purpose, token: str, now: datetime
) -> LoginLink | None:
    """Use the link: of any number of takers at once, one gets it. None where it is not, or no longer, good."""
    row = await db.fetchrow(
        """
        delete from login_link
        where token_hash = $1 and purpose = $2 and expires_at > $3 and expires_at <= $4
        returning account_id
        """,
        token_hash(token),
        purpose,
        now,
        _longest(purpose, now),
    )
    return None if row is None else convert(dict(row), LoginLink)
