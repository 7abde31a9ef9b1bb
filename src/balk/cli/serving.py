"""One port, one or several processes that answer on it, and stopping them in order."""

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import msgspec
import uvicorn

from balk.cli.draining import Draining
from balk.cli.failing import Refused
from balk.cli.logs import set_up_logs
from balk.settings import Settings

if TYPE_CHECKING:
    from litestar import Litestar

DRAIN_S = 7
"""How long requests that have begun may take once it is to stop: the rest, the database too, takes a few seconds more,
and all of it is to be over in ten."""

_MOST_FILES = 65_536
_STARTED_WITH = "_BALK_STARTED_WITH"


def open_many_files() -> None:
    """Let this process, and those it starts, have as many connections as the system allows, not the usual 1,024."""
    if sys.platform != "win32":
        import resource

        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _MOST_FILES if most == resource.RLIM_INFINITY else min(most, _MOST_FILES)
        if now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Connections wait in it until they are served. Raises Refused where it is taken."""
    taken: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(2_048)
    except OSError as error:
        if taken is not None:
            taken.close()
        raise Refused(f"cannot listen on {host or '*'} port {port}: {error.strerror}") from error
    taken.set_inheritable(True)
    return taken


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """SIGTERM and SIGINT end the block early and quietly; once they did, cleaning up is not disturbed by more."""

    def stop(number: int, frame: FrameType | None) -> None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        raise SystemExit(0)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    with suppress(SystemExit):
        yield


def _config(app: "str | Litestar", settings: Settings, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        # Not uvloop (0.23), which needs an eighth less time a request: it accepts one new connection a round, so that
        # a thousand that never wait keep a new visitor out for seconds.
        loop="asyncio",
        http=Draining,
        ws="none",
        lifespan="on",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_worker_healthcheck=30,
    )


def serve_here(app: "Litestar", settings: Settings, taken: socket.socket) -> None:
    """Answer in this process until a signal. Raises Refused where the application did not start."""
    _collect_garbage_seldom()
    server = uvicorn.Server(_config(app, settings))
    try:
        server.run(sockets=[taken])
    except SystemExit as ended:
        if ended.code:
            raise Refused("the application did not start; the lines above say why") from ended
        raise


def serve_in_processes(settings: Settings, dsn: str, taken: socket.socket) -> None:
    """Answer in `settings.workers` processes until a signal; one that dies is replaced."""
    from uvicorn.supervisors import Multiprocess

    os.environ[_STARTED_WITH] = msgspec.json.encode((settings, dsn, os.getpid()), enc_hook=str).decode()
    Multiprocess(_config("balk.cli.serving:worker_app", settings, settings.workers), sockets=[taken]).run()


def worker_app() -> "Litestar":
    """The application of one of several processes. The background work runs in their parent."""
    from balk.app import create_app

    settings, dsn, parent = msgspec.json.decode(
        os.environ[_STARTED_WITH], type=tuple[Settings, str, int], dec_hook=lambda kind, value: kind(value)
    )
    set_up_logs()
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    app = create_app(settings, dsn)
    _collect_garbage_seldom()
    return app


def _collect_garbage_seldom() -> None:
    """Hardly any garbage here is in cycles, and to look for some among a thousand connections takes a twentieth of a
    second, in which nothing is answered; modules and routes, which stay, would double that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


def _leave_with(parent: int) -> None:
    """End this process in order when its parent was killed, so that the port is free again."""
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(0.3)
    os.kill(os.getpid(), signal.SIGTERM)
