"""/demo: a sign-up form of a company that does not exist, with the tag of the site `demo`, and one annoying field."""

import functools
from typing import Any

import asyncpg
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from balk import assets
from balk.db import soon
from balk.handed import Db
from balk.sites import site_by_name

SITE = "demo"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data: 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""As strict as a careful shop's, so that the widget is seen to work under it."""


@functools.cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(assets.templates()), autoescape=True, undefined=StrictUndefined)


def _page(template: str, **known: Any) -> Response[str]:
    text = _templates().get_template(template).render(**known)
    return Response(text, media_type=MediaType.HTML, headers=HEADERS)


def _file(name: str, media_type: str) -> Response[bytes]:
    return Response((assets.templates() / name).read_bytes(), media_type=media_type, headers=HEADERS)


async def _key(db: asyncpg.Pool) -> str:
    site = await soon(db, lambda db: site_by_name(db, SITE))
    if site is None:
        raise NotFoundException(f"There is no site named “{SITE}” here, so there is no demo form either.")
    return site.key


@get("/demo", include_in_schema=False)
async def show_form(db: Db) -> Response[str]:
    """The form. 404 where there is no site named `demo`."""
    return _page("demo.html", key=await _key(db), site=SITE)


@post("/demo", include_in_schema=False)
async def take_form() -> Redirect:
    """Leads to the thank-you page. Nothing that is sent is read, stored or said back."""
    return Redirect("/demo/done", status_code=303, headers=HEADERS)


@get("/demo/done", include_in_schema=False)
async def show_thanks(db: Db) -> Response[str]:
    """What follows a completed form: the evidence that it was completed."""
    return _page("demo_done.html", key=await _key(db), site=SITE)


@get("/demo/demo.css", include_in_schema=False)
async def send_style() -> Response[bytes]:
    """The form's own looks."""
    return _file("demo.css", "text/css; charset=utf-8")


@get("/demo/demo.js", include_in_schema=False)
async def send_script() -> Response[bytes]:
    """What keeps the values in the browser: they are taken out of the form's data before it is sent."""
    return _file("demo.js", "text/javascript; charset=utf-8")


ROUTES = [show_form, take_form, show_thanks, send_style, send_script]
