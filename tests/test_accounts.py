"""Accounts, one-time links, sessions and tokens."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from balk import accounts
from balk.accounts import Account, AccountExists, LinkIsSpent
from balk.accounts.failed_logins import ALLOWED, WINDOW, Attempt, begin_attempt, network_of, take_back
from balk.accounts.sessions import Session, close_session, open_session, session_of
from given import NOW, a_site

PASSWORD = "correct horse"


async def an_account(db: asyncpg.Pool, email: str = "ada@shop.example", role: accounts.Role = "owner") -> int:
    return await accounts.add_account(db, email, PASSWORD, role, NOW)


async def test_an_account_is_found_by_its_password_in_any_case_of_the_address(db: asyncpg.Pool) -> None:
    account_id = await accounts.add_account(db, " Ada@Shop.example ", PASSWORD, "editor", NOW)
    assert await accounts.account_of_password(db, "ADA@shop.example", PASSWORD) == Account(
        account_id=account_id, email="ada@shop.example", role="editor"
    )


async def test_a_wrong_password_and_an_unknown_address_find_nobody(db: asyncpg.Pool) -> None:
    await an_account(db)
    found = [
        await accounts.account_of_password(db, email, password)
        for email, password in [("ada@shop.example", "wrong horse"), ("eve@shop.example", PASSWORD), ("", "")]
    ]
    assert found == [None, None, None]


def test_an_unknown_address_costs_the_same_work_as_a_wrong_password() -> None:
    assert not accounts.HASHER.check_needs_rehash(accounts.NOBODY)


async def test_the_password_is_stored_as_argon2id(db: asyncpg.Pool) -> None:
    await an_account(db)
    assert (await db.fetchval("select password_hash from account")).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_two_accounts_of_one_address_are_refused(db: asyncpg.Pool) -> None:
    await an_account(db)
    with pytest.raises(AccountExists):
        await an_account(db, "ADA@shop.example")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada", PASSWORD),
        ("@shop.example", PASSWORD),
        ("a b@shop.example", PASSWORD),
        ("a@b@c", PASSWORD),
        ("ada\n@shop.example", PASSWORD),
        ("ada@" + "x" * 254, PASSWORD),
        ("ada@shop.example", "too short"),
        ("ada@shop.example", "x" * 1001),
    ],
)
async def test_a_bad_address_or_password_makes_no_account(db: asyncpg.Pool, email: str, password: str) -> None:
    with pytest.raises(ValueError, match=r"address|password"):
        await accounts.add_account(db, email, password, "owner", NOW)
    assert not await accounts.accounts_exist(db)


async def test_a_set_up_link_makes_one_account_however_many_use_it_at_once(db: asyncpg.Pool) -> None:
    token = await accounts.make_login_link(db, "set-up", NOW)
    made = await asyncio.gather(
        *(accounts.add_first_account(db, token, f"{who}@shop.example", PASSWORD, NOW) for who in ("ada", "eve")),
        return_exceptions=True,
    )
    assert {type(outcome) for outcome in made} == {int, LinkIsSpent}
    assert await db.fetchval("select count(*) from account") == 1


async def test_a_set_up_link_lasts_a_day_and_a_newer_one_voids_it(db: asyncpg.Pool) -> None:
    older = await accounts.make_login_link(db, "set-up", NOW)
    newer = await accounts.make_login_link(db, "set-up", NOW)
    stands = [
        await accounts.link_stands(db, "set-up", older, NOW),
        await accounts.link_stands(db, "set-up", newer, NOW + timedelta(hours=23)),
        await accounts.link_stands(db, "set-up", newer, NOW + timedelta(hours=24)),
        await accounts.link_stands(db, "log-in", newer, NOW),
    ]
    assert stands == [False, True, False, False]


async def test_a_bad_password_leaves_the_set_up_link_standing(db: asyncpg.Pool) -> None:
    token = await accounts.make_login_link(db, "set-up", NOW)
    with pytest.raises(ValueError, match="at least 10"):
        await accounts.add_first_account(db, token, "ada@shop.example", "short", NOW)
    assert await accounts.link_stands(db, "set-up", token, NOW)


async def test_a_set_up_link_is_void_once_somebody_has_an_account(db: asyncpg.Pool) -> None:
    token = await accounts.make_login_link(db, "set-up", NOW)
    await an_account(db)
    with pytest.raises(LinkIsSpent):
        await accounts.add_first_account(db, token, "eve@shop.example", PASSWORD, NOW)


async def test_no_table_holds_a_link_a_session_or_a_token_as_it_is_used(db: asyncpg.Pool) -> None:
    account_id = await an_account(db)
    site = await a_site(db)
    secrets = [
        await accounts.make_login_link(db, "log-in", NOW, account_id),
        await open_session(db, account_id, NOW),
        await accounts.add_token(db, site, "read", NOW),
    ]
    stored = ""
    for table in ("login_link", "session", "api_token"):
        stored += str([tuple(row) for row in await db.fetch(f"select * from {table}")])
    assert [secret for secret in secrets if secret in stored] == []


async def test_a_token_reads_its_own_site(db: asyncpg.Pool) -> None:
    shop, _other = await a_site(db, "shop"), await a_site(db, "other")
    token = await accounts.add_token(db, shop, "write", NOW)
    assert (await accounts.site_of_token(db, token), await accounts.site_of_token(db, token + "x")) == (
        (shop, "write"),
        None,
    )


async def test_a_session_lasts_thirty_days(db: asyncpg.Pool) -> None:
    account_id = await an_account(db)
    token = await open_session(db, account_id, NOW)
    session = await session_of(db, token, NOW + timedelta(days=29))
    assert session is not None
    assert session == Session(account_id=account_id, email="ada@shop.example", role="owner", csrf=session.csrf)
    assert await session_of(db, token, NOW + timedelta(days=30)) is None


async def test_a_changed_password_ends_every_session_of_the_account(db: asyncpg.Pool) -> None:
    ada, eve = await an_account(db), await an_account(db, "eve@shop.example")
    adas, eves = await open_session(db, ada, NOW), await open_session(db, eve, NOW)
    await accounts.change_password(db, ada, "another horse")
    assert await session_of(db, adas, NOW) is None
    assert await session_of(db, eves, NOW) is not None


async def test_logging_out_ends_the_session(db: asyncpg.Pool) -> None:
    token = await open_session(db, await an_account(db), NOW)
    await close_session(db, token)
    assert await session_of(db, token, NOW) is None


async def _fail(db: asyncpg.Pool, times: int, email: str, address: str) -> list[bool]:
    """Tries at the same instant: which were let in."""
    return [isinstance(await begin_attempt(db, email, address, NOW), Attempt) for _ in range(times)]


async def _waits(db: asyncpg.Pool, email: str, address: str, after: timedelta) -> bool:
    return isinstance(await begin_attempt(db, email, address, NOW + after), timedelta)


SECOND = timedelta(seconds=1)


async def test_an_address_waits_after_ten_wrong_passwords_at_whatever_account(db: asyncpg.Pool) -> None:
    await _fail(db, 5, "ada@shop.example", "203.0.113.5")
    tried = await _fail(db, 7, "eve@shop.example", "203.0.113.5")
    assert tried == [True] * 5 + [False] * 2


async def test_every_further_wrong_password_doubles_the_wait_up_to_a_minute(db: asyncpg.Pool) -> None:
    await _fail(db, 10, "ada@shop.example", "203.0.113.5")
    at, waits = timedelta(0), []
    for _ in range(9):
        wait = await begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW + at)
        assert isinstance(wait, timedelta)
        waits.append(wait.total_seconds())
        at += wait
        assert not await _waits(db, "ada@shop.example", "203.0.113.5", at)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_many_tries_at_once_gain_nothing(db: asyncpg.Pool) -> None:
    tried = await asyncio.gather(*(begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW) for _ in range(30)))
    assert sum(isinstance(attempt, Attempt) for attempt in tried) == ALLOWED


async def test_an_owner_under_attack_gets_in_from_an_address_that_never_failed(db: asyncpg.Pool) -> None:
    for n in range(30):
        await begin_attempt(db, "ada@shop.example", f"203.0.113.{n}", NOW + n * 5 * SECOND)
    last = 29 * 5 * SECOND
    assert await _waits(db, "ada@shop.example", "203.0.113.3", last + 5 * SECOND)
    assert await _waits(db, "ada@shop.example", "198.51.100.7", last + 4 * SECOND)
    assert not await _waits(db, "ada@shop.example", "198.51.100.7", last + 5 * SECOND)


async def test_waiting_ends_after_a_quarter_of_an_hour(db: asyncpg.Pool) -> None:
    await _fail(db, 11, "ada@shop.example", "203.0.113.5")
    assert await _fail(db, 1, "ada@shop.example", "203.0.113.5") == [False]
    assert not await _waits(db, "ada@shop.example", "203.0.113.5", WINDOW)


async def test_a_right_password_is_not_counted(db: asyncpg.Pool) -> None:
    attempt = await begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW)
    assert isinstance(attempt, Attempt)
    await take_back(db, attempt)
    assert await db.fetchval("select count(*) from failed_login") == 0


async def test_no_network_address_is_stored(db: asyncpg.Pool) -> None:
    await begin_attempt(db, "ada@shop.example", "203.0.113.5", NOW)
    stored = str([row["who"] for row in await db.fetch("select who from failed_login")])
    assert "203.0.113.5" not in stored


def test_a_household_of_ipv6_counts_as_one() -> None:
    assert (network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2::9%eth0"), network_of("203.0.113.5")) == (
        "2001:db8:1:2::/64",
        "2001:db8:1:2::/64",
        "203.0.113.5",
    )
