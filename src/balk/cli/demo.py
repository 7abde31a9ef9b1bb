"""`balk demo`: Balk on a throw-away database, filled with a month of simulated visits, logged in at once."""

import asyncio
import secrets
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click
import msgspec

from balk.cli.database import database, on_pool
from balk.cli.failing import line_of
from balk.cli.logs import set_up_logs
from balk.cli.options import at_place, option, settings_here
from balk.cli.serve import DEMO, first_steps
from balk.cli.serving import listening, serve_here, stopped_in_order
from balk.settings import Settings
from balk.sites import site_by_name

EMAIL = "you@demo.example"


@click.command()
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--port", type=click.IntRange(0, 65_535), default=0, help="Port to listen on.  [default: a free one]")
@at_place()
def demo(host: str, port: int) -> None:
    """Serve a throw-away Balk filled with 30 days of simulated visits. Nothing of it is kept."""
    from balk.app import create_app

    set_up_logs()
    folder = Path(tempfile.mkdtemp(prefix="balk-demo-"))
    try:
        with stopped_in_order(), listening(host, port) as taken:
            settings = settings_here(host=host, port=taken.getsockname()[1])
            settings = msgspec.structs.replace(settings, data=folder / "data", database_url=None)
            click.echo("starting a throw-away database …")
            with database(settings, watched=True) as dsn:
                asyncio.run(on_pool(dsn, lambda db: _prepare(db, settings)))
                click.echo(f"serving at {settings.url}; sending it 30 days of simulated visits takes about a minute …")
                threading.Thread(target=_fill, args=(dsn, settings), daemon=True).start()
                serve_here(create_app(settings, dsn), settings, taken)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _prepare(db: asyncpg.Pool, settings: Settings) -> None:
    from balk.accounts import add_account

    await first_steps(db, settings)
    # Nobody needs its password: the printed link logs in.
    await add_account(db, EMAIL, secrets.token_urlsafe(24), "owner", datetime.now(UTC))


def _fill(dsn: str, settings: Settings) -> None:
    """Send the visitors through the server that runs in this process, then say where to look."""
    try:
        token = asyncio.run(on_pool(dsn, lambda db: _send(db, settings)))
    except Exception as error:  # in a thread of its own, nobody else would say it
        click.echo(f"balk: the visits could not be sent: {line_of(error)}", err=True)
        return
    click.echo(f"look around, logged in: {settings.url}/login/link/{token}  (works once, for an hour)")
    click.echo(f"the form itself:        {settings.url}/demo")
    click.echo("Ctrl-C ends it and throws everything away")


def say_tenths(sent: int, of: int) -> None:
    """Say how far the sending is, whenever another tenth is done."""
    if sent * 10 // of > (sent - 1) * 10 // of:
        click.echo(f"  {sent:,} of {of:,} sent")


async def _send(db: asyncpg.Pool, settings: Settings) -> str:
    from balk.accounts import make_login_link
    from balk.demo.visitors import send_visitors

    site = await site_by_name(db, DEMO)
    if site is None:
        raise RuntimeError("the demo site is gone")
    now = datetime.now(UTC)
    address = f"http://127.0.0.1:{settings.port}" if settings.host in ("0.0.0.0", "::", "") else None  # noqa: S104
    url = address or msgspec.structs.replace(settings, public_url=None).url
    await send_visitors(url, site, now, tell=say_tenths)
    account_id: int = await db.fetchval("select account_id from account where email = $1", EMAIL)
    return await make_login_link(db, "log-in", datetime.now(UTC), account_id)
