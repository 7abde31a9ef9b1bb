"""Routes that answer by themselves, with no request or response object between: here every microsecond counts."""

from collections.abc import Sequence

from litestar.enums import HttpMethod, ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Scope, Send
from litestar.types.asgi_types import HTTPResponseBodyEvent, HTTPResponseStartEvent, HTTPScope

Headers = Sequence[tuple[bytes, bytes]]


async def answer(send: Send, status: int, body: bytes = b"", headers: Headers = (), *, head: bool = False) -> None:
    """Send one whole answer, or only its head. A body needs its `content-type` among the headers."""
    length = [] if status in (204, 304) else [(b"content-length", str(len(body)).encode())]
    start: HTTPResponseStartEvent = {
        "type": "http.response.start",
        "status": status,
        "headers": [*length, *headers],
    }
    rest: HTTPResponseBodyEvent = {"type": "http.response.body", "body": b"" if head else body, "more_body": False}
    await send(start)
    await send(rest)


def http_scope(scope: Scope) -> HTTPScope:
    """The scope of a request over HTTP; raw routes get no other."""
    if scope["type"] != ScopeType.HTTP:
        raise TypeError("a raw route got a web socket")
    return scope


def raw_route(paths: list[str], asks: ASGIApp) -> HTTPRouteHandler:
    """A route, of every method, whose requests go to `asks` as they come.

    It is a middleware that never calls on, because Litestar's own `@asgi` (2.25) fails where its path has a parameter:
    it looks the parameters up by the request's method, and such a route has stored none by that.
    """

    async def not_called() -> None: ...

    return HTTPRouteHandler(
        paths,
        http_method=list(HttpMethod),
        middleware=[lambda app: asks],
        include_in_schema=False,
        name=paths[0],
        status_code=200,
    )(not_called)
