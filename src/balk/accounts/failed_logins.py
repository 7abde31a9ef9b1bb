"""Slowing those who guess passwords, without locking out an owner whose address they know.

After ten wrong passwords within a quarter of an hour each further try has to wait: a second, then two, four …, counted
from the last wrong one. A network address waits up to a minute, whatever accounts it tries, and so does one that failed
at an account which others try too. An account under attack takes a try from a new address every five seconds at most,
so the right password still works from elsewhere. Network addresses are kept only as hashes under a key that this
process makes at its start.
"""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta

import asyncpg
from msgspec import Struct

from balk.db import ACQUIRE_SECONDS

ALLOWED = 10
WINDOW = timedelta(minutes=15)
LONGEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT_AT_ACCOUNT = timedelta(seconds=5)

_LOCK = 0x6C6F67
"""Advisory lock under which tries are counted: "log" in ASCII."""

_KEY = secrets.token_bytes(32)


def network_of(address: str) -> str:
    """The address, for IPv6 its /64: a household has as many of the rest as it wants."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


def _keyed(*parts: str) -> str:
    return hmac.new(_KEY, "\0".join(parts).encode("utf-8", "replace"), hashlib.sha256).hexdigest()


class Attempt:
    """One try to sign in. Made by `begin_attempt`; a success takes it back."""

    def __init__(self, email: str, address: str, at: datetime) -> None:
        network, account = network_of(address), email.strip().lower()
        self.at = at
        self.account = "account " + hashlib.sha256(account.encode("utf-8", "replace")).hexdigest()
        self.address = "address " + _keyed(network)
        self.both = "both " + _keyed(network, account)

    @property
    def whos(self) -> list[str]:
        """The three names under which it counts."""
        return [self.account, self.address, self.both]


class _Failures(Struct, frozen=True):
    """Wrong passwords within the window, and when the last was."""

    tries: int
    last_at: datetime

    def wait(self, longest: timedelta, now: datetime) -> timedelta:
        """How long the next try has to wait; nothing or less for not at all."""
        if self.tries < ALLOWED:
            return timedelta(0)
        return self.last_at + min(longest, timedelta(seconds=2 ** min(self.tries - ALLOWED, 20))) - now


async def begin_attempt(db: asyncpg.Pool, email: str, address: str, now: datetime) -> Attempt | timedelta:
    """Count a try before it is made, so that many at once gain nothing; or say how long it has to wait."""
    attempt = Attempt(email, address, now)
    async with db.acquire(timeout=ACQUIRE_SECONDS) as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
        # One further ahead than clocks differ was counted by a clock that was wrong, and would lock out for years.
        await connection.execute(
            "delete from failed_login where at <= $1 or at > $2", now - WINDOW, now + timedelta(minutes=1)
        )
        rows = await connection.fetch(
            "select who, count(*) as tries, max(at) as last_at from failed_login where who = any($1) group by who",
            attempt.whos,
        )
        failed = {row["who"]: _Failures(row["tries"], row["last_at"]) for row in rows}
        none = _Failures(0, now)
        failed_here = attempt.both in failed
        wait = max(
            failed.get(attempt.address, none).wait(LONGEST_WAIT, now),
            failed.get(attempt.account, none).wait(LONGEST_WAIT if failed_here else LONGEST_WAIT_AT_ACCOUNT, now),
        )
        if wait > timedelta(0):
            return wait
        await connection.execute("insert into failed_login (who, at) select unnest($1::text[]), $2", attempt.whos, now)
    return attempt


async def take_back(db: asyncpg.Pool, attempt: Attempt) -> None:
    """The try was no wrong password after all."""
    await db.execute("delete from failed_login where who = any($1) and at = $2", attempt.whos, attempt.at)
