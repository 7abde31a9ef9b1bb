"""What goes wrong, said calmly: a page for browsers, `{"error": …}` for programs. The unexpected is logged once."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import asyncpg
import structlog
from litestar import Request, Response
from litestar.exceptions import ClientException, HTTPException, ValidationException
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from balk.admin.guard import SignInFirst
from balk.admin.look import add_headers, page
from balk.db import CANNOT_WRITE

log = structlog.get_logger()

FOR_PROGRAMS = ("/api/", "/c/", "/s/", "/healthz", "/metrics")

OURS = (LookupError, ValueError)
"""Kinds of `CANNOT_WRITE` that are faults of ours all the same: a missing template, a wrong argument."""

HEADINGS = {
    400: "This request can’t be read",
    403: "Not allowed",
    404: "Nothing here",
    405: "Nothing here",
    413: "Too much at once",
    429: "Wait a little",
    503: "Back in a moment",
}

SENTENCES = {
    400: "Something in the address or the form has a shape that Balk does not know.",
    404: "There is no such page. It may have been removed, or the address has a slip in it.",
    405: "There is no such page. It may have been removed, or the address has a slip in it.",
    413: "The form was larger than Balk takes.",
    500: "Something went wrong inside Balk. It has been logged, and nothing that was collected is lost.",
    503: "The database does not answer just now. Nothing that was collected is lost; try again in a moment.",
}


def _for_program(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith(FOR_PROGRAMS)


def _error_page(status: int, sentence: str) -> Response[str]:
    heading = HEADINGS.get(status, "Something went wrong" if status >= 500 else HTTPStatus(status).phrase)
    return page("error.html", status=status, heading=heading, sentence=sentence)


_ASKED_AS = {"first": "from", "last": "to"}
"""Parameters whose name no argument of a function can have."""


def _reason(error: HTTPException) -> str:
    """What was wrong; for a parameter of the query or the path, which one."""
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        keys = [wrong.get("key", "request") for wrong in error.extra]
        return "; ".join(
            f"{_ASKED_AS.get(key, key)}: {wrong.get('message', '')}"
            for key, wrong in zip(keys, error.extra, strict=True)
        )
    return error.detail


def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """An error that was meant. A browser gets its sentence where it was written for people."""
    status = error.status_code
    answer: Response[Any]
    if _for_program(request):
        extra = error.extra if isinstance(error.extra, dict) else {}
        answer = Response({"error": _reason(error)} | extra, status_code=status)
    else:
        written = status not in (400, 405) and error.detail != HTTPStatus(status).phrase
        answer = _error_page(status, error.detail if written else SENTENCES.get(status, ""))
    for name, value in (error.headers or {}).items():
        answer.headers.setdefault(name, value)
    return answer


def to_log_in(_: Request[Any, Any, Any], error: SignInFirst) -> Response[Any]:
    """The log-in page, which leads back to the page that was asked for."""
    target = "/login" if error.detail == "/" else f"/login?next={quote(error.detail, safe='')}"
    return add_headers(Redirect(target, status_code=303))


def unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours, or a database that is away."""
    # A missing file has a name, the missing socket of a database has none.
    ours = isinstance(error, OURS) or (isinstance(error, FileNotFoundError) and error.filename is not None)
    away = isinstance(error, CANNOT_WRITE) and not ours
    status = 503 if away else 500
    if away:
        log.warning("database away", path=request.url.path, error=repr(error))
    else:
        log.error("unexpected", method=request.method, path=request.url.path, exc_info=error)
    answer: Response[Any]
    if _for_program(request):
        answer = Response({"error": SENTENCES[status]}, status_code=status)
    else:
        answer = _error_page(status, SENTENCES[status])
    if away:
        answer.headers["Retry-After"] = "2"
    return answer


def unreadable(request: Request[Any, Any, Any], _: asyncpg.CharacterNotInRepertoireError) -> Response[Any]:
    """A character that PostgreSQL's text cannot hold (U+0000) stands in an address."""
    return refused(request, ClientException("the address holds a character that no name and no text here can have"))


EXCEPTION_HANDLERS: ExceptionHandlersMap = {
    SignInFirst: to_log_in,
    asyncpg.CharacterNotInRepertoireError: unreadable,
    HTTPException: refused,
    Exception: unexpected,
}
