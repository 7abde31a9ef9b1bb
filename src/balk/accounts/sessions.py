"""Who is signed in. A session lives in the database; the browser holds a random token, the database its hash."""

import secrets
from datetime import datetime, timedelta

import asyncpg
from msgspec import Struct, convert

from balk.accounts.login_links import token_hash
from balk.accounts.people import Role

LIFETIME = timedelta(days=30)
_LONGEST = LIFETIME + timedelta(days=1)
"""What ends later was opened by a clock that was ahead, and would be good for years."""


class Session(Struct, frozen=True):
    """One signed-in browser; `csrf` stands in every form that it posts."""

    account_id: int
    email: str
    role: Role
    csrf: str


async def open_session(db: asyncpg.Pool, account_id: int, now: datetime) -> str:
    """Sign the account in and return the token for the browser's cookie, good for 30 days."""
    token = secrets.token_urlsafe(32)
    await db.execute("delete from session where expires_at <= $1 or expires_at > $2", now, now + _LONGEST)
    await db.execute(
        "insert into session (token_hash, account_id, csrf, created_at, expires_at) values ($1, $2, $3, $4, $5)",
        token_hash(token),
        account_id,
        secrets.token_urlsafe(32),
        now,
        now + LIFETIME,
    )
    return token


async def session_of(db: asyncpg.Pool, token: str, now: datetime) -> Session | None:
    """Whose session a token is; None where it has ended."""
    row = await db.fetchrow(
        """
        select account_id, email, role, csrf
        from session
        join account using (account_id)
        where token_hash = $1 and expires_at > $2 and expires_at <= $3
        """,
        token_hash(token),
        now,
        now + _LONGEST,
    )
    return None if row is None else convert(dict(row), Session)


async def close_session(db: asyncpg.Pool, token: str) -> None:
    """Sign out."""
    await db.execute("delete from session where token_hash = $1", token_hash(token))
