"""A server that only collects, for each test its own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from balk.ingest.writer import Writer
from ingest.collecting import Server, serving


@pytest_asyncio.fixture
async def server(db: asyncpg.Pool) -> AsyncIterator[Server]:
    """A server with one site."""
    async with serving(db, Writer(db)) as served:
        yield served
