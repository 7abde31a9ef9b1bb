"""What collecting is measured against: a Litestar handler that decodes the same body, and does nothing with it."""

import msgspec
from litestar import Litestar, Request, Response, post

from balk import wire

_decoder = msgspec.json.Decoder(wire.Batch)


@post("/c/{key:str}", status_code=204)
async def decode(key: str, request: Request) -> Response[None]:  # type: ignore[type-arg]  # no user, no auth
    """Decode, and say that all went well."""
    _decoder.decode(await request.body())
    return Response(None, status_code=204)


app = Litestar(route_handlers=[decode], openapi_config=None)
