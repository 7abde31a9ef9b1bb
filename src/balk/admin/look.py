"""How a page is made: templates, the stylesheet, and the headers of every answer."""

import functools
import hashlib
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from balk import assets
from balk.admin import wording

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
"""On every answer of the admin. Nothing inline is allowed: data-driven widths are SVG attributes, never `style=`."""


@functools.cache
def stylesheet() -> tuple[str, bytes]:
    """The stylesheet's file name, which changes with what is in it, and its text."""
    text = (assets.templates() / "balk.css").read_bytes()
    return f"balk.{hashlib.sha256(text).hexdigest()[:12]}.css", text


@functools.cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(assets.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= wording.FILTERS
    env.globals |= {"stylesheet": f"/static/{stylesheet()[0]}"}
    return env


def page(template: str, *, status: int = 200, headers: dict[str, str] | None = None, **known: Any) -> Response[str]:
    """An answer of HTML. `known` is what the template names; a name that it lacks raises."""
    return Response(
        _templates().get_template(template).render(**known),
        status_code=status,
        media_type=MediaType.HTML,
        headers=HEADERS | (headers or {}),
    )


def add_headers(response: Response[Any]) -> Response[Any]:
    """The same headers on what is no page: redirects and downloads. What an answer set itself stays."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
