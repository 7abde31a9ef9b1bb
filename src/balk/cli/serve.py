"""`balk serve`: everything in one command."""

import asyncio
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any  # options go to Settings by their names

import asyncpg
import click
import msgspec

import balk
from balk.cli.database import database, on_pool
from balk.cli.logs import set_up_logs
from balk.cli.options import at_place, checked_url, disk_marks, keep_address, option, settings_here
from balk.cli.serving import listening, open_many_files, serve_here, serve_in_processes, stopped_in_order
from balk.cli.worker import working
from balk.origins import normal_origin
from balk.settings import Settings
from balk.sites import SiteExists, add_site, all_sites, change_site, site_by_name

DEMO = "demo"
DEMO_ABANDON_AFTER_S = 60


def _networks(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses or networks as uvicorn compares them. `*` is none: then anybody's word would count."""
    try:
        return tuple(address for one in given if (address := _network(one)))
    except ValueError as problem:
        raise click.BadParameter(f"{problem}: name an address, or a network such as 10.0.0.0/8") from problem


def _network(text: str) -> str:
    network = ip_network(text.strip(), strict=False)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


@click.command()
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="Port to listen on; 0 is any.")
@option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@option(
    "--trusted-proxy",
    "trusted_proxies",
    multiple=True,
    metavar="ADDRESS",
    callback=_networks,
    help="A reverse proxy whose X-Forwarded-For is believed; may be given several times.",
)
@option(
    "--most-per-key",
    type=click.FloatRange(0),
    default=10_000,
    show_default=True,
    help="Messages a second that each process takes for one site; 0 is any number.",
)
@option(
    "--most-per-address",
    type=click.FloatRange(0),
    default=100,
    show_default=True,
    help="The same from one address outside of private networks; five seconds' worth may come at once.",
)
@option("--read-database-url", help="A replica of your PostgreSQL that reports are read from.")
@option("--without-jobs", is_flag=True, help="Leave the background work to `balk worker`.")
@disk_marks
@at_place()
def serve(
    host: str,
    port: int,
    workers: int,
    read_database_url: str | None,
    without_jobs: bool,
    low_disk: int,
    least_disk: int,
    **what: Any,
) -> None:
    """Migrate, serve everything, run the background work."""
    set_up_logs()
    open_many_files()
    settings = settings_here(
        host=host,
        port=port,
        workers=workers,
        read_database_url=checked_url("--read-database-url", read_database_url),
        low_disk_mb=low_disk,
        least_disk_mb=least_disk,
        **what,
    )
    if settings.read_database_url and not settings.database_url:
        raise click.UsageError("--read-database-url needs --database-url: the embedded database has no replica")
    with stopped_in_order(), listening(host, port) as taken:
        settings = msgspec.structs.replace(settings, port=taken.getsockname()[1])
        with database(settings, watched=True) as dsn:
            token = asyncio.run(on_pool(dsn, lambda db: first_steps(db, settings)))
            keep_address(settings)
            announce(settings, token)
            # In a thread of its own, with one process too: a batch of views to close must not keep requests waiting.
            with nullcontext() if without_jobs else working(dsn, settings):
                if settings.workers == 1:
                    from balk.app import create_app

                    serve_here(create_app(settings, dsn), settings, taken)
                else:
                    serve_in_processes(settings, dsn, taken)


async def first_steps(db: asyncpg.Pool, settings: Settings) -> str | None:
    """Make the site `demo` at the first start, let it take data from the address served now, and return the token of a
    new link to make the first account; None where there is one."""
    from balk.accounts import accounts_exist, make_login_link

    now = datetime.now(UTC)
    has_account = await accounts_exist(db)
    site = await site_by_name(db, DEMO)
    origins = demo_origins(settings)
    if site is not None:
        await change_site(db, site, origins=[*site.origins, *(new for new in origins if new not in site.origins)])
    elif not has_account or not await all_sites(db):
        # Whoever tries the form wants to see what they did soon, and may try it with an automated browser.
        with suppress(SiteExists):  # another server of this database has just made it
            await add_site(db, DEMO, origins, now, abandon_after_s=DEMO_ABANDON_AFTER_S, include_bots=True)
    return None if has_account else await make_login_link(db, "set-up", now)


def demo_origins(settings: Settings) -> list[str]:
    """Where the demo form may be seen: the address served, by number and by name, and the public one."""
    served = [f"http://127.0.0.1:{settings.port}", f"http://localhost:{settings.port}"]
    return list(dict.fromkeys(normal_origin(address) for address in [*served, settings.url]))


def announce(settings: Settings, token: str | None) -> None:
    """Say where everything is."""
    click.echo(f"Balk {balk.__version__} is at {settings.url}")
    click.echo(f"  try it on a form     {settings.url}/demo")
    if token is not None:
        click.echo(f"  make your account    {settings.url}/setup/{token}  (works once, for 24 hours)")
    kept = "the database of --database-url" if settings.database_url else str(settings.data)
    click.echo(f"  the data is in       {kept}")
