"""Names with a slash in a path: a form may be called `/go/thanks`, and is asked for as `%2Fgo%2Fthanks`.

Servers decode a path before it is matched, which makes pieces of such a name. Here an encoded slash stays one."""

import re
from urllib.parse import unquote

from litestar import Litestar
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Receive, Scope, Send

_SLASH = re.compile(rb"%2f", re.IGNORECASE)


class SlashKeeping(Litestar):
    """Litestar, in whose path parameters an encoded slash is still `%2F`."""

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """As Litestar, with the path read from the bytes that were sent where these hold an encoded slash."""
        if scope["type"] != "lifespan" and _SLASH.search(raw := scope.get("raw_path") or b""):
            scope["path"] = unquote(_SLASH.sub(b"%252F", raw.partition(b"?")[0]).decode("latin-1"))
        await super().__call__(scope, receive, send)


def with_slashes(piece: str) -> str:
    """A name that stood in a path."""
    return piece.replace("%2F", "/").replace("%2f", "/")
