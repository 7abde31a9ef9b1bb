"""/login, /login/link/TOKEN, /logout."""

import math
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath
from litestar.response import Redirect

from balk.accounts import account_of_password, take_login_link
from balk.accounts.failed_logins import begin_attempt, take_back
from balk.accounts.sessions import LIFETIME, close_session, open_session
from balk.admin.guard import COOKIE, FOR_VIEWERS, local_path, posted
from balk.admin.handed import Asked, Db, Now, SettingsHere
from balk.admin.look import page
from balk.settings import Settings

WRONG = "This address and password don’t belong together."
WAIT = "Too many wrong passwords. Wait a minute, then try again."


async def enter(
    request: Asked, db: asyncpg.Pool, settings: Settings, account_id: int, now: datetime, target: str
) -> Redirect:
    """Sign the account in under a new token, end the session that this browser had, and go on to `target`."""
    before = request.cookies.get(COOKIE)
    if before:
        await close_session(db, before)
    answer = Redirect(target, status_code=303)
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=await open_session(db, account_id, now),
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            httponly=True,
            samesite="lax",
            secure=settings.url.startswith("https:"),
        )
    )
    return answer


@get("/login")
async def show_login(request: Asked) -> Response[str]:
    """The form for address and password."""
    target = local_path(request.query_params.get("next", "/"))
    return page("login.html", email="", target=target, problem="")


@post("/login")
async def open_with_password(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    now: Now,
) -> Response[Any]:
    """Sign in. An unknown address and a wrong password look and last the same."""
    form = await posted(request)
    email, target = form.get("email", ""), local_path(form.get("next", "/"))
    attempt = await begin_attempt(db, email, request.client.host if request.client else "", now)
    if isinstance(attempt, timedelta):
        wait = {"Retry-After": str(math.ceil(attempt.total_seconds()))}
        return page("login.html", status=429, headers=wait, email=email, target=target, problem=WAIT)
    account = await account_of_password(db, email, form.get("password", ""))
    if account is None:
        return page("login.html", status=422, email=email, target=target, problem=WRONG)
    await take_back(db, attempt)
    return await enter(request, db, settings, account.account_id, now, target)


@get("/login/link/{token:str}")
async def open_with_link(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    now: Now,
    token: FromPath[str],
) -> Response[Any]:
    """Sign in with a one-time link, as `balk demo` prints it.

    The GET itself spends the link: a page that posts by itself would need a script, and who fetches the link before
    its owner does (a preview in a chat) leaves the owner a link that is plainly spent, not a session.
    """
    link = await take_login_link(db, "log-in", token, now)
    if link is None or link.account_id is None:
        return page(
            "error.html",
            status=410,
            heading="This link is spent",
            sentence="A one-time link signs in once, within an hour. Ask for a new one, or sign in with your password.",
        )
    return await enter(request, db, settings, link.account_id, now, "/")


@post("/logout", opt=FOR_VIEWERS)
async def close(request: Asked, db: Db) -> Redirect:
    """Sign out."""
    await close_session(db, request.cookies.get(COOKIE, ""))
    answer = Redirect("/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer
