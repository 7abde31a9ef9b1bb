"""The admin alone, on a real database, and somebody who looks at it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide

from balk import accounts, admin
from balk.accounts import people
from balk.settings import Settings

PASSWORD = "correct horse"

Browser = httpx.AsyncClient


async def _db(state: State) -> asyncpg.Pool:
    db: asyncpg.Pool = state.db
    return db


async def _read_db(state: State) -> asyncpg.Pool:
    db: asyncpg.Pool = state.db
    return db


async def _settings(state: State) -> Settings:
    settings: Settings = state.settings
    return settings


async def _now() -> datetime:
    return datetime.now(UTC)


def an_app(db: asyncpg.Pool, **settings: Any) -> Litestar:
    """An application of the admin's routes only."""
    return Litestar(
        route_handlers=admin.ROUTES,
        state=State({"db": db, "settings": Settings(data=Path("unused"), **settings)}),
        dependencies={
            "db": Provide(_db),
            "read_db": Provide(_read_db),
            "settings": Provide(_settings),
            "now": Provide(_now),
        },
        exception_handlers=admin.EXCEPTION_HANDLERS,
        openapi_config=None,
        logging_config=None,
    )


@pytest.fixture(autouse=True)
def passwords_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long it takes is tried elsewhere; here somebody signs in in every test."""
    monkeypatch.setattr(people, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def open_browser(db: asyncpg.Pool) -> Callable[..., AbstractAsyncContextManager[Browser]]:
    """Makes one more browser with cookies of its own; keywords are settings of the server it talks to."""

    @asynccontextmanager
    async def browser(**settings: Any) -> AsyncIterator[Browser]:
        secure = str(settings.get("public_url", "")).startswith("https")
        base = "https://balk.example" if secure else "http://balk.example"
        transport = httpx.ASGITransport(an_app(db, **settings), raise_app_exceptions=False)  # type: ignore[arg-type]
        async with Browser(transport=transport, base_url=base) as client:
            yield client

    return browser


@pytest_asyncio.fixture
async def browser(open_browser: Callable[..., AbstractAsyncContextManager[Browser]]) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with open_browser() as client:
        yield client


async def sign_in(browser: Browser, db: asyncpg.Pool, role: accounts.Role = "owner", email: str = "") -> str:
    """Make an account, sign it in, and return the session's CSRF token."""
    address = email or f"{role}@shop.example"
    await accounts.add_account(db, address, PASSWORD, role, datetime.now(UTC))
    answer = await browser.post("/login", data={"email": address, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    token: str = await db.fetchval(
        "select csrf from session join account using (account_id) where email = $1 order by session.created_at desc",
        address,
    )
    return token
