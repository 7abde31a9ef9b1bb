"""/static/NAME: the stylesheet, whose name changes with what is in it."""

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from balk.admin.look import stylesheet


@get("/static/{name:str}")
async def send_stylesheet(name: FromPath[str]) -> Response[bytes]:
    """The one file there is; any other name, and so any path, is not found."""
    current, text = stylesheet()
    if name != current:
        raise NotFoundException
    return Response(text, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})
