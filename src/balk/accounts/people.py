"""People who may sign in: accounts and their passwords."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Literal

import asyncpg
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct, convert

from balk.accounts.login_links import take_login_link
from balk.db import ACQUIRE_SECONDS

Role = Literal["owner", "editor", "viewer"]

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000

HASHER = PasswordHasher()
"""argon2id with the parameters of RFC 9106 for machines with little memory (64 MiB, three passes)."""

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$pyhdfCAGrE9XAz4MPU+fHQ$DcOAgVM7mZZjcyiSfy0qXPFv9rE5ELOn7eQ5QwlL3jE"
"""What a password is checked against where there is no such account, so that both take equally long."""

_HASHING = ThreadPoolExecutor(2, "password")
"""Two at a time: each takes 64 MiB, and a flood of log-ins must not take the machine's memory."""


class AccountExists(Exception):
    """There is an account of this e-mail address already."""


class LinkIsSpent(Exception):
    """The one-time link was used, has expired, or was replaced by a newer one."""


class Account(Struct, frozen=True):
    """One row of `account`, without the password's hash."""

    account_id: int
    email: str
    role: Role


def normal_email(email: str) -> str:
    """The address in lower case. Raises ValueError where it is none."""
    address = email.strip().lower()
    name, at, host = address.rpartition("@")
    if not (name and at and host) or len(address) > 254 or not address.isprintable() or " " in address or "@" in name:
        raise ValueError("this is no e-mail address")
    return address


async def hashed(password: str) -> str:
    """The password's argon2id hash, made in a thread. Raises ValueError for one that is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"a password has at most {LONGEST_PASSWORD} characters")
    return await asyncio.get_running_loop().run_in_executor(_HASHING, HASHER.hash, password)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def _insert(
    db: asyncpg.Pool | asyncpg.Connection, email: str, password_hash: str, role: Role, now: datetime
) -> int:
    account_id: int | None = await db.fetchval(
        """
        insert into account (email, password_hash, role, created_at)
        values ($1, $2, $3, $4)
        on conflict (email) do nothing
        returning account_id
        """,
        email,
        password_hash,
        role,
        now,
    )
    if account_id is None:
        raise AccountExists(f"there is an account {email} already")
    return account_id


async def add_account(db: asyncpg.Pool, email: str, password: str, role: Role, now: datetime) -> int:
    """Make an account and return its id. Raises AccountExists, and ValueError for a bad address or password."""
    if role not in ("owner", "editor", "viewer"):
        raise ValueError(f"{role!r} is no role: owner, editor or viewer")
    return await _insert(db, normal_email(email), await hashed(password), role, now)


async def add_first_account(db: asyncpg.Pool, token: str, email: str, password: str, now: datetime) -> int:
    """Make the owner's account with a set-up link, which this spends.

    Raises LinkIsSpent (also where somebody has an account already), and ValueError for a bad address or password:
    then the link still stands.
    """
    address, password_hash = normal_email(email), await hashed(password)
    async with db.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
        if not await take_login_link(connection, "set-up", token, now) or await accounts_exist(connection):
            raise LinkIsSpent
        return await _insert(connection, address, password_hash, "owner", now)


async def accounts_exist(db: asyncpg.Pool | asyncpg.Connection) -> bool:
    """Whether anybody can sign in yet."""
    return bool(await db.fetchval("select exists (select from account)"))


async def account_of_password(db: asyncpg.Pool, email: str, password: str) -> Account | None:
    """Whose address and password these are. An unknown address takes as long as a wrong password."""
    row = await db.fetchrow(
        "select account_id, email, role, password_hash from account where email = $1",
        email.strip().lower().replace("\0", ""),
    )
    password_hash = NOBODY if row is None else row["password_hash"]
    right = await asyncio.get_running_loop().run_in_executor(
        _HASHING, _matches, password_hash, password[:LONGEST_PASSWORD]
    )
    return convert(dict(row), Account) if row is not None and right else None


async def change_password(db: asyncpg.Pool, account_id: int, password: str) -> None:
    """Set a new password and end all of the account's sessions. Raises ValueError for a bad password."""
    password_hash = await hashed(password)
    async with db.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
        await connection.execute(
            "update account set password_hash = $2 where account_id = $1", account_id, password_hash
        )
        await connection.execute("delete from session where account_id = $1", account_id)
