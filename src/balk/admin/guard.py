"""What stands before every page: who is signed in, whether a change was meant, and whether they may make it."""

import hmac
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from balk.accounts.sessions import Session, session_of
from balk.db import soon
from balk.origins import normal_origin
from balk.settings import Settings
from balk.sites import Site, site_by_name

COOKIE = "balk_session"

FOR_VIEWERS = {"for_viewers": True}
"""`opt` of a change that a viewer may make: to sign out, to set their own password."""


class SignInFirst(HTTPException):
    """The page asked for is for people who are signed in."""

    status_code = 303


def local_path(address: str) -> str:
    """`address` when it is a path of this server, else "/"."""
    here = address.startswith("/") and not address.startswith("//") and address.isprintable() and "\\" not in address
    return address if here else "/"


def _same_origin(headers: Any, settings: Settings) -> bool:
    """Whether the browser says that the request came from one of our own pages, or says nothing."""
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        return bool(fetched_from in ("same-origin", "none"))
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        sent = normal_origin(origin)
    except ValueError:
        return False
    own = {normal_origin(settings.url)}
    host = headers.get("host", "")
    if host:
        own |= {f"{scheme}://{host}" for scheme in ("http", "https")}
    return sent in own


async def came_from_here(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse a change that another website asks for."""
    if connection.scope.get("method") != "GET" and not _same_origin(connection.headers, connection.app.state.settings):
        raise PermissionDeniedException("This form was sent from another website, so nothing was changed.")


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let people through who are signed in; a change needs their form's token, and a role that may make it."""
    token = connection.cookies.get(COOKIE)
    now = datetime.now(UTC)
    session = await soon(connection.app.state.db, lambda db: session_of(db, token, now)) if token else None
    change = connection.scope.get("method") != "GET"
    if session is None:
        if change:
            raise PermissionDeniedException("Nobody is signed in here any more, so nothing was changed. Sign in again.")
        query = connection.scope["query_string"].decode("latin-1")
        raise SignInFirst(connection.url.path + (f"?{query}" if query else ""))
    if change:
        form = await Request[Any, Any, Any](connection.scope, connection.receive).form()
        sent = form.get("csrf", "")
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), session.csrf.encode()):
            raise PermissionDeniedException("This form had gone stale, so nothing was changed. Load the page again.")
        if session.role == "viewer" and "for_viewers" not in handler.opt:
            raise PermissionDeniedException("Your account may look at everything and change nothing.")
    connection.scope["balk_session"] = session  # type: ignore[typeddict-unknown-key]  # ours, beside Litestar's


async def session_here(request: Request[Any, Any, Any]) -> Session:
    """The session that `signed_in` found."""
    session: Session = request.scope["balk_session"]  # type: ignore[typeddict-item]  # put there by signed_in
    return session


async def site_here(request: Request[Any, Any, Any]) -> Site:
    """The site named in the path."""
    name = path_piece(request.path_params["site_name"])
    site = None if "\0" in name else await soon(request.app.state.db, lambda db: site_by_name(db, name))
    if site is None:
        raise NotFoundException("There is no site of this name.")
    return site


def path_piece(piece: str) -> str:
    """A name that stood in a path; undoes what is left of `wording.in_path`."""
    return unquote(piece)


async def posted(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The fields of a posted form, one value each, without the NUL that PostgreSQL refuses."""
    form = await request.form()
    return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}
