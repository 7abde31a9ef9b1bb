"""The real collecting, without pages and jobs, on the database that BENCH_DSN names."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from balk import ingest
from balk.db import open_pool
from balk.ingest.writer import Writer


@asynccontextmanager
async def life(app: Litestar) -> AsyncIterator[None]:
    """As the application does it."""
    app.state.db = await open_pool(os.environ["BENCH_DSN"], largest=20)
    app.state.writer = Writer(app.state.db)
    yield
    await app.state.writer.close()
    await app.state.db.close()


app = Litestar(route_handlers=ingest.ROUTES, lifespan=[life], openapi_config=None)
