"""Whoever changed something sees it changed: a browser keeps, for a minute, how far a replica must have got for it."""

from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from balk.reading import Reading

COOKIE = "balk_changed"
_SECONDS = 60


def remember_changes(app: ASGIApp) -> ASGIApp:
    """Middleware: after a change, what the database says of it goes into a cookie. Nothing without a replica."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        reading: Reading | None = scope["litestar_app"].state.get("reading")
        if scope.get("method", "GET") == "GET" or reading is None or reading.replica is None:
            await app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                changed = await reading.changed()
                if changed is not None:
                    cookie = f"{COOKIE}={changed.replace('/', '-')}; Max-Age={_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
                    message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
            await send(message)

        await app(scope, receive, send_with_cookie)

    return run


def changes_of(cookies: dict[str, Any]) -> str | None:
    """What the cookie says, as `Reading.pool` takes it; anybody may have written it."""
    kept = cookies.get(COOKIE)
    return None if kept is None else str(kept).replace("-", "/")
