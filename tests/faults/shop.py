"""A data folder with a site, made without a server."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from balk import accounts
from balk.accounts.sessions import open_session
from balk.cli.database import migrated
from balk.embedded import open_cluster
from balk.sites import add_site
from faults.aftermath import opened
from given import ORIGIN


class Shop(Struct, frozen=True):
    """A site in a data folder, a token that reads it, and the session of somebody who is signed in."""

    data: Path
    key: str
    token: str
    session: str


async def a_shop(data: Path, abandon_after_s: int = 1800) -> Shop:
    """Make the folder, the database and the site "shop"."""
    now = datetime.now(UTC)
    with open_cluster(data) as cluster:
        await migrated(cluster.dsn())
        async with opened(data) as db:
            site = await add_site(db, "shop", [ORIGIN], now, abandon_after_s=abandon_after_s)
            token = await accounts.add_token(db, site, "read", now)
            account = await accounts.add_account(db, "ada@shop.example", "correct horse", "owner", now)
            return Shop(data, site.key, token, await open_session(db, account, now))
