"""`GET /s/KEY.js`, the script with its site's settings inside; `GET /s/MODULE-HASH.js?KEY`, what it fetches later; and
`GET /s/frame.js`, for the inside of foreign frames."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from litestar.types import Receive, Scope, Send
from litestar.types.asgi_types import HTTPScope

from balk import db as database
from balk.ingest import built_script
from balk.ingest.answering import Headers, answer, http_scope
from balk.ingest.builds import KeptBuilds
from balk.ingest.built_script import BuiltScript, WidgetNotBuilt
from balk.ingest.known_sites import DatabaseAway
from balk.ingest.writer import Writer
from balk.sites import Site

_log = logging.getLogger(__name__)

_MOST_KEPT = 500
_ANYWHERE: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
)
_PLAIN: Headers = (*_ANYWHERE, (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
_FIVE_MINUTES = b"public, max-age=300, must-revalidate"
_FOR_EVER = b"public, max-age=31536000, immutable"


class Scripts:
    """The built scripts that this process keeps, and when it last told a site that its script was seen."""

    def __init__(self, builds: KeptBuilds) -> None:
        self._builds = builds
        self._kept: dict[object, asyncio.Future[BuiltScript]] = {}
        self._modules: tuple[list[tuple[int, int]], str] = ([], "")
        self._seen: dict[int, float] = {}
        self._telling: set[asyncio.Task[None]] = set()

    async def frame(self) -> BuiltScript:
        """The script for foreign frames. Raises WidgetNotBuilt."""
        return await self._keep(built_script.file_stamp(built_script.FOR_FRAMES), built_script.frame_content)

    async def capture(self, site: Site) -> BuiltScript:
        """The site's script. Raises WidgetNotBuilt."""
        stamp = built_script.file_stamp("capture.js")
        settings = built_script.site_settings(site, self.modules())
        return await self._keep((stamp, repr(settings)), lambda: built_script.capture_content(settings))

    async def module(self, name: str, build: str, site: Site | None) -> BuiltScript | None:
        """A module of this build or another that ran here, `follow` with the site's settings; None where none did.

        Raises WidgetNotBuilt, DatabaseAway.
        """
        own = build == self.modules()
        content = built_script.module_content(name) if own else await self._builds.find(build, name)
        if content is None:
            return None
        if site is None:
            return await self._keep((name, build), lambda: content)
        settings = built_script.follow_settings(site)
        return await self._keep((name, build, repr(settings)), lambda: built_script.follow_content(settings, content))

    def modules(self) -> str:
        """The hash in the modules' names as they are built now. Raises WidgetNotBuilt."""
        stamps = [built_script.file_stamp(f"{name}.js") for name in built_script.MODULES]
        if self._modules[0] != stamps:
            self._modules = (stamps, built_script.modules_hash())
        return self._modules[1]

    async def _keep(self, name: object, content: Callable[[], bytes]) -> BuiltScript:
        building = self._kept.get(name)
        if building is None or (building.done() and (building.cancelled() or building.exception() is not None)):
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            building = self._kept[name] = asyncio.ensure_future(
                asyncio.to_thread(lambda: built_script.compress(content()))
            )
        return await asyncio.shield(building)

    def saw(self, writer: Writer, site: Site) -> None:
        """Remember in the background that the site's script was asked for, at most every ten minutes."""
        if time.monotonic() - self._seen.get(site.site_id, -600.0) < 600.0:
            return
        self._seen[site.site_id] = time.monotonic()
        task = asyncio.create_task(_tell(writer, site.site_id))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


async def _tell(writer: Writer, site_id: int) -> None:
    try:
        await writer.sites.script_seen(site_id, datetime.now(UTC))
    except database.CANNOT_WRITE:
        _log.warning("could not remember that a script was seen: the database is away")


async def script(scope: Scope, receive: Receive, send: Send) -> None:
    """One script, in the encoding that the browser likes best."""
    request = http_scope(scope)
    state = request["litestar_app"].state
    writer: Writer = state.writer
    scripts: Scripts | None = state.get("scripts")
    if scripts is None:
        scripts = state.scripts = Scripts(KeptBuilds(state.db))
    if request["method"] not in ("GET", "HEAD"):
        await answer(send, 405, b"only GET and HEAD\n", (*_PLAIN, (b"allow", b"GET, HEAD")))
        return
    try:
        asked = request["query_string"].decode("latin-1")
        found = await _find(writer, scripts, request["path_params"]["name"], asked)
    except DatabaseAway:
        await answer(send, 503, b"the database is away, try again\n", (*_PLAIN, (b"retry-after", b"2")))
        return
    except WidgetNotBuilt as error:
        _log.error("%s", error)
        await answer(send, 503, b"the script is not built\n", (*_PLAIN, (b"retry-after", b"60")))
        return
    if found is None:
        await answer(send, 404, b"no such script\n", _PLAIN)
        return
    built, keep = found
    await _send_script(request, send, built, keep)


async def _find(writer: Writer, scripts: Scripts, name: str, asked: str) -> tuple[BuiltScript, bytes] | None:
    """The script of that name and how long it may be kept. `asked` is the query: the key of the site that a module is
    fetched for."""
    key = name.removesuffix(".js")
    if key == name:
        return None
    if name == built_script.FOR_FRAMES:
        return await scripts.frame(), _FIVE_MINUTES
    module, _, build = key.partition("-")
    if not build or module not in built_script.MODULES:
        site = await _site(writer, key)
        if site is None:  # another build may have had other modules
            older = await scripts.module(module, build, None) if build and build != scripts.modules() else None
            return None if older is None else (older, _FOR_EVER)
        scripts.saw(writer, site)
        return await scripts.capture(site), _FIVE_MINUTES
    site = await _site(writer, asked) if module == "follow" else None
    if module == "follow" and site is None:
        return None
    found = await scripts.module(module, build, site)
    return None if found is None else (found, _FIVE_MINUTES if site else _FOR_EVER)


async def _site(writer: Writer, key: str) -> Site | None:
    """The site, also while the database is away and it was known before. Raises DatabaseAway."""
    site = writer.sites.remembered(key)
    if site is not None:
        return site
    try:
        return await writer.sites.find(key)
    except DatabaseAway:
        site = writer.sites.last_known(key)
        if site is None:
            raise
        return site


async def _send_script(request: HTTPScope, send: Send, built: BuiltScript, keep: bytes) -> None:
    given = dict(request["headers"])
    encoding = _best_encoding(given.get(b"accept-encoding", b"").decode("latin-1"))
    content = {"br": built.br, "gzip": built.gzip}.get(encoding, built.plain)
    etag = f'"{built.etag}-{encoding}"'.encode()
    headers: Headers = (
        *_ANYWHERE,
        (b"etag", etag),
        (b"cache-control", keep),
        (b"vary", b"accept-encoding"),
    )
    if _has(given.get(b"if-none-match", b""), etag):
        await answer(send, 304, b"", headers)
        return
    kind = (b"content-type", b"text/javascript; charset=utf-8")
    packed = () if encoding == "identity" else ((b"content-encoding", encoding.encode()),)
    await answer(send, 200, content, (*headers, kind, *packed), head=request["method"] == "HEAD")


def _has(if_none_match: bytes, etag: bytes) -> bool:
    """RFC 9110, 13.1.2: a list compared weakly, or `*`."""
    asked = [tag.strip().removeprefix(b"W/") for tag in if_none_match.split(b",")]
    return etag in asked or b"*" in asked


def _best_encoding(accepted: str) -> str:
    """`br`, `gzip` or `identity` (RFC 9110, 12.5.3); brotli where the browser likes both alike."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        key, _, weight = parameters.strip().partition("=")
        try:
            weights[name.strip()] = float(weight) if key.strip() == "q" else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    liked = {name: weights.get(name, weights.get("*", 0.0)) for name in ("br", "gzip")}
    best = max(liked, key=lambda name: liked[name])
    return best if liked[best] > 0 else "identity"
