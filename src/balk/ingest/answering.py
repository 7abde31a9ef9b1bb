"""Answers of the raw routes, without a response object in between: collecting is where every microsecond counts."""

from collections.abc import Sequence

from litestar.enums import ScopeType
from litestar.types import Scope, Send
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


async def http_only(scope: Scope, send: Send) -> HTTPScope | None:
    """The scope of a request over HTTP; None for a web socket, which is turned away."""
    if scope["type"] == ScopeType.HTTP:
        return scope
    await send({"type": "websocket.close", "code": 1008, "reason": ""})
    return None
