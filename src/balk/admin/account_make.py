"""/setup/TOKEN: the one-time link that makes the first account."""

from typing import Any

import asyncpg
from litestar import Response, get, post
from litestar.params import FromPath

from balk.accounts import AccountExists, LinkIsSpent, accounts_exist, add_first_account, link_stands
from balk.admin.guard import posted
from balk.admin.handed import Asked, Db, Now, SettingsHere
from balk.admin.look import page
from balk.admin.session_open import enter


async def _spent(db: asyncpg.Pool) -> Response[str]:
    if await accounts_exist(db):
        sentence = "Balk has an account already, and this link makes only the first one. Sign in with it."
    else:
        sentence = "A set-up link works once, for 24 hours, until a newer one is made. Start Balk again for a new link."
    return page("error.html", status=410, heading="This link is spent", sentence=sentence)


@get("/setup/{token:str}")
async def show_set_up(db: Db, now: Now, token: FromPath[str]) -> Response[str]:
    """The form for the first account; does not spend the link."""
    if await accounts_exist(db) or not await link_stands(db, "set-up", token, now):
        return await _spent(db)
    return page("setup.html", token=token, email="", problem="")


@post("/setup/{token:str}")
async def make_first_account(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    now: Now,
    token: FromPath[str],
) -> Response[Any]:
    """Make the owner's account and sign it in."""
    if await accounts_exist(db) or not await link_stands(db, "set-up", token, now):
        return await _spent(db)
    form = await posted(request)
    email = form.get("email", "")
    try:
        account_id = await add_first_account(db, token, email, form.get("password", ""), now)
    except (LinkIsSpent, AccountExists):
        return await _spent(db)
    except ValueError as problem:
        return page("setup.html", status=422, token=token, email=email, problem=f"{str(problem).capitalize()}.")
    return await enter(request, db, settings, account_id, now, "/")
