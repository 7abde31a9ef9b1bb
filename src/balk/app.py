"""All of Balk's routes and its life from start to stop, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import asyncpg
from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

import balk
from balk import admin, api, demo, ingest
from balk.admin.changes_seen import changes_of
from balk.db import CANNOT_WRITE, open_pool, soon
from balk.ingest.builds import keep_build
from balk.ingest.built_script import WidgetNotBuilt
from balk.ingest.limits import Limits
from balk.ingest.writer import Writer
from balk.migrate import migration_files
from balk.reading import Reading
from balk.settings import Settings
from balk.slashes import SlashKeeping


async def _db(state: State) -> asyncpg.Pool:
    db: asyncpg.Pool = state.db
    return db


async def _read_db(state: State, request: Request[Any, Any, Any]) -> asyncpg.Pool:
    reading: Reading = state.reading
    return await reading.pool(changes_of(request.cookies))


async def _settings(state: State) -> Settings:
    settings: Settings = state.settings
    return settings


async def _replica(settings: Settings) -> asyncpg.Pool | None:
    """A pool that connects when it is first asked: a replica that is away must not keep the server from starting."""
    url = settings.read_database_url
    return None if url is None else await open_pool(url, smallest=0, largest=20)


async def _now() -> datetime:
    return datetime.now(UTC)


def create_app(settings: Settings, dsn: str) -> Litestar:
    """The application on the migrated database at `dsn`, without the background work.

    Handlers ask for `db` (the pool), `read_db` (the one to report from), `settings`, `now` (aware) by name;
    `state.writer` takes what is collected.
    """

    @asynccontextmanager
    async def life(app: Litestar) -> AsyncIterator[None]:
        app.state.settings = settings
        # A process that starts while the database is away answers 503 until it is back: none must be needed here.
        app.state.db = await open_pool(dsn, smallest=0, largest=20)
        app.state.reading = Reading(app.state.db, await _replica(settings), migrations=len(migration_files()))
        async with settings.disk().watched() as disk:
            limits = Limits(per_key=settings.most_per_key, per_address=settings.most_per_address)
            app.state.writer = Writer(app.state.db, limits=limits, disk=disk)
            app.state.writer.sites.listen()
            now = datetime.now(UTC)
            # Who asks for a script that was not built is told; the background work keeps the build too.
            with suppress(WidgetNotBuilt, *CANNOT_WRITE):
                await soon(app.state.db, lambda db: keep_build(db, now))
            try:
                yield
            finally:
                await app.state.writer.close()
                await app.state.reading.close()
                await app.state.db.close()

    return SlashKeeping(
        route_handlers=[*ingest.ROUTES, *api.ROUTES, *admin.ROUTES, *demo.ROUTES],
        lifespan=[life],
        dependencies={
            "db": Provide(_db),
            "read_db": Provide(_read_db),
            "settings": Provide(_settings),
            "now": Provide(_now),
        },
        exception_handlers=admin.EXCEPTION_HANDLERS,
        logging_config=None,
        openapi_config=OpenAPIConfig(
            title="Balk",
            version=balk.__version__,
            path="/api/schema",
            render_plugins=[JsonRenderPlugin()],
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
        ),
    )
