"""/account: one's own password."""

from datetime import timedelta
from typing import Any

from litestar import Response, get, post

from balk.accounts import account_of_password, change_password
from balk.accounts.failed_logins import begin_attempt, take_back
from balk.admin.guard import FOR_VIEWERS, posted
from balk.admin.handed import Asked, Db, Now, SessionHere, SettingsHere
from balk.admin.look import page
from balk.admin.session_open import WAIT, WRONG, enter


@get("/account")
async def show_account(session: SessionHere) -> Response[str]:
    """Who one is, and the form for a new password."""
    return page("account.html", session=session, site=None, here="account", problem="")


@post("/account", opt=FOR_VIEWERS)
async def change(
    request: Asked,
    db: Db,
    settings: SettingsHere,
    session: SessionHere,
    now: Now,
) -> Response[Any]:
    """Set a new password: every session of the account ends, and this browser gets a new one."""
    form = await posted(request)
    attempt = await begin_attempt(db, session.email, request.client.host if request.client else "", now)
    if isinstance(attempt, timedelta):
        return page("account.html", status=429, session=session, site=None, here="account", problem=WAIT)
    if await account_of_password(db, session.email, form.get("password", "")) is None:
        return page("account.html", status=422, session=session, site=None, here="account", problem=WRONG)
    await take_back(db, attempt)
    try:
        await change_password(db, session.account_id, form.get("new", ""))
    except ValueError as problem:
        said = f"{str(problem).capitalize()}."
        return page("account.html", status=422, session=session, site=None, here="account", problem=said)
    return await enter(request, db, settings, session.account_id, now, "/account")
