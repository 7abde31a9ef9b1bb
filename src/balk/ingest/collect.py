"""`POST /c/KEY`: takes what a page collected, and says 204 once all of it is on disk."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from litestar.types import Receive, Scope, Send
from litestar.types.asgi_types import HTTPScope

from balk.ingest import message
from balk.ingest.answering import Headers, answer, http_scope
from balk.ingest.bots import names_a_bot
from balk.ingest.known_sites import DatabaseAway
from balk.ingest.limits import Limits, TooMany
from balk.ingest.origins import is_origin_of
from balk.ingest.refusals import UNKNOWN_SITE
from balk.ingest.writer import DiskFull, QueueFull, Unwritable, Writer
from balk.sites import Site

MOST_BYTES = 64 * 1024
"""What a browser sends with `keepalive` and beacons at most."""

BODY_SECONDS = 10.0
"""How long a body may take to arrive; `app.state.body_seconds` says otherwise."""

_TYPES = (b"text/plain", b"application/json")
_JSON = (b"content-type", b"application/json")
_CLOSE = (b"connection", b"close")
_RETRY = (b"retry-after", b"2")
_RETRY_LATER = (b"retry-after", b"30")
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
)


_Limited = TypeVar("_Limited", str, int)


class Refused(Exception):
    """A request that is not taken: its status, why (a word that is counted, a sentence that is told), and where."""

    def __init__(self, status: int, reason: str, error: str, *, at: str | None = None, headers: Headers = ()) -> None:
        super().__init__(error)
        self.status = status
        self.reason = reason
        self.body = {"error": error} if at is None else {"error": error, "at": at}
        self.headers = headers


class _Gone(Exception):
    """The other end hung up before its body was whole."""


async def collect(scope: Scope, receive: Receive, send: Send) -> None:
    """Take one message. Every way out of here but a hang-up is an answer."""
    request = http_scope(scope)
    state = request["litestar_app"].state
    writer: Writer = state.writer
    given = dict(request["headers"])
    site_id = UNKNOWN_SITE
    allowed: Headers = ()
    status = 204
    more: Headers = ()
    body = b""
    limits = writer.limits
    sent: bytes | None = None
    try:
        _within(limits.check_address, client[0] if (client := request["client"]) else "")
        site = await _site(writer, request)
        site_id = site.site_id
        origin = given.get(b"origin", b"")
        _check_origin(site, origin)
        allowed = ((b"access-control-allow-origin", origin), (b"vary", b"origin"))
        if request["method"] == "OPTIONS":
            more = _PREFLIGHT
        else:
            _within(limits.check_key, site_id)
            _check_headers(given)
            sent = await _body(receive, limits, site_id, getattr(state, "body_seconds", BODY_SECONDS))
            _within(limits.write, site_id)
            try:
                await _store(writer, site, sent, given)
            finally:
                limits.written(site_id)
    except Refused as refused:
        status = refused.status
        body = msgspec.json.encode(refused.body)
        more = (_JSON, *refused.headers)
        writer.refusals.count(site_id, datetime.now(UTC).date(), refused.reason)
        writer.meters.refusals.labels(refused.reason).inc()
        held = status == 429 and await limits.hold()
        # A body that nobody reads may never end. A short one has come by the time that a refusal was held back.
        unread = sent is None and not (held and _is_short(given))
        if unread or (status == 429 and not held):
            more = (*more, _CLOSE)
    except _Gone:
        return
    if status == 204:
        writer.meters.accepted.inc()
    else:
        writer.meters.requests.labels(str(status)).inc()
    await answer(send, status, body, (*allowed, *more))


async def _site(writer: Writer, request: HTTPScope) -> Site:
    if request["method"] not in ("POST", "OPTIONS"):
        raise Refused(405, "method", "only POST is taken here", headers=((b"allow", b"POST, OPTIONS"),))
    key: str = request["path_params"].get("key", "")
    site = writer.sites.remembered(key)
    if site is None:
        try:
            site = await writer.sites.find(key)
        except DatabaseAway:
            raise _away() from None
    if site is None:
        _within(writer.limits.check_key, UNKNOWN_SITE)
        raise Refused(404, "unknown_key", "no site has this key")
    return site


def _check_origin(site: Site, origin: bytes) -> None:
    if is_origin_of(site, origin):
        return
    if not origin:
        raise Refused(403, "origin_missing", "the Origin header is missing")
    raise Refused(403, "origin", f"this site takes nothing from {origin[:200].decode('latin-1')}")


def _check_headers(given: dict[bytes, bytes]) -> None:
    kind = given.get(b"content-type", b"")
    if kind not in _TYPES and kind.partition(b";")[0].strip().lower() not in _TYPES:
        raise Refused(415, "content_type", "the body must be text/plain or application/json")
    if given.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
        raise Refused(415, "content_encoding", "the body must not be compressed")
    length = given.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 18 or int(length) > MOST_BYTES:
        raise _too_large()


def _within(limit: Callable[[_Limited], None], whom: _Limited) -> None:
    try:
        limit(whom)
    except TooMany as too_many:
        after = str(too_many.retry_after).encode()
        raise Refused(
            429, too_many.reason, "too many messages, try again", headers=((b"retry-after", after),)
        ) from None


def _is_short(given: dict[bytes, bytes]) -> bool:
    length = given.get(b"content-length", b"")
    return b"transfer-encoding" not in given and length.isdigit() and int(length[:9]) <= MOST_BYTES


async def _body(receive: Receive, limits: Limits, site_id: int, seconds: float) -> bytes:
    """The whole body. Raises Refused for one too large, too slow or too many; _Gone when the other end hung up."""
    if not limits.receive(site_id):
        raise Refused(503, "busy", "too much is being received, try again", headers=(_RETRY,))
    try:
        return await _received(receive, seconds)
    finally:
        limits.received(site_id)


async def _received(receive: Receive, seconds: float) -> bytes:
    try:
        async with asyncio.timeout(seconds):
            event = await receive()
            if event["type"] == "http.request" and not event.get("more_body"):
                whole: bytes = event["body"]
                if len(whole) > MOST_BYTES:
                    raise _too_large()
                return whole
            parts = bytearray()
            while event["type"] == "http.request":
                parts += event["body"]
                if len(parts) > MOST_BYTES:
                    raise _too_large()
                if not event.get("more_body"):
                    return bytes(parts)
                event = await receive()
            raise _Gone
    except TimeoutError:
        raise Refused(408, "too_slow", f"the body took longer than {seconds:g} seconds") from None


async def _store(writer: Writer, site: Site, sent: bytes, given: dict[bytes, bytes]) -> None:
    if writer.disk.full:
        raise _disk_full()
    try:
        batch, repairs = message.read(sent)
    except message.Unreadable as unreadable:
        raise Refused(400, unreadable.reason, unreadable.error, at=unreadable.at) from None
    received_at = datetime.now(UTC)
    is_bot = batch.bot or names_a_bot(given.get(b"user-agent", b""))
    try:
        await writer.write(site, batch, received_at, is_bot, size=2 * len(sent))
    except QueueFull:
        raise Refused(503, "busy", "too much waits to be written, try again", headers=(_RETRY,)) from None
    except DiskFull:
        raise _disk_full() from None
    except DatabaseAway:
        raise _away() from None
    except Unwritable:
        raise Refused(400, "unwritable", "the database does not take this message", at="$") from None
    if repairs:
        writer.refusals.count(site.site_id, received_at.date(), "repaired", repairs)


def _too_large() -> Refused:
    return Refused(413, "too_large", f"the body is larger than {MOST_BYTES} bytes")


def _disk_full() -> Refused:
    return Refused(503, "disk_full", "the server's disk is full, try again", headers=(_RETRY_LATER,))


def _away() -> Refused:
    return Refused(503, "database_away", "the database is away, try again", headers=(_RETRY,))
