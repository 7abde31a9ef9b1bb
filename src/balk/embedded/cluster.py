"""The PostgreSQL in the data folder: found, made, started, attached to, started again, stopped with its last user.

    DATA/                   0700 where Balk made it; never changed where it was there before
    DATA/users.lock         held (shared) by every Balk process that uses the database
    DATA/start.lock         held (exclusive) while one of them starts or stops it
    DATA/postgres/          0700, of the account that PostgreSQL runs under; holds the socket
    DATA/postgres/cluster/  the database's files
    DATA/postgres/log       what it says, five megabytes at most, and as much again in log.old

Whether it lives is found out by connecting, never by a process id: ids are used again. There is no limit on how long
a start takes, since recovery after a crash takes what it takes.
"""

import asyncio
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg
import structlog

from balk.embedded import drop_privileges
from balk.embedded.binaries import NoPostgres, binaries_for
from balk.embedded.private_files import bound, make_folder, make_private_folder, open_private
from balk.embedded.process import forget_foreign_process, postmaster, send_signal
from balk.embedded.socket_folder import socket_folder, state_at
from balk.embedded.system_account import account_for

_WATCH_SECONDS = 0.5
_STOP_SECONDS = 60

# Clients are let in by `trust`: who can reach the socket, in a folder of mode 0700, is the account that owns the
# database's files, or root, and both could read the files themselves; a password beside them would add nothing.
_INITDB = ("-U", "balk", "--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions")

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "192MB",
    "max_wal_size": "4GB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}

log = structlog.get_logger()


class ClusterFailed(Exception):
    """The database could not be started; the text says why."""


def open_cluster(data: Path) -> "Cluster":
    """The running PostgreSQL of the folder `data`, with an empty or kept database `balk`. Blocks until it answers.

    Raises ClusterFailed with a sentence for the person who started Balk.
    """
    cluster = Cluster(Path(os.path.abspath(data)))
    try:
        cluster.open()
    except NoPostgres as error:
        raise ClusterFailed(str(error)) from error
    except OSError as error:
        raise ClusterFailed(f"the data folder {data} cannot be used: {error}") from error
    return cluster


class Cluster:
    """One process's hold on the database of a data folder. Made by `open_cluster`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._home = data / "postgres"
        self._files = self._home / "cluster"
        self._log = self._home / "log"
        self._account = account_for(data)
        self._socket_folder = socket_folder(self._home)
        self._process: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._inside = threading.RLock()
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None

    def dsn(self, database: str = "balk") -> str:
        """The address of one of its databases."""
        return f"postgresql:///{database}?host={quote(str(self._socket_folder), safe='')}&user=balk"

    def open(self) -> None:
        """Join the database's users, starting it where it does not run. Called once, by `open_cluster`."""
        make_folder(self.data, self._account)
        with self._starting():
            users = open_private(self.data / "users.lock", self._account)
            fcntl.flock(users, fcntl.LOCK_SH)
            self._users = users
            try:
                self._start()
                _in_a_thread(_make_database, self.dsn("postgres"))
            except BaseException:
                self._leave()
                raise

    def ensure_running(self) -> None:
        """Start it again if it died. Cheap while it lives. Raises ClusterFailed."""
        with self._inside:
            if self._users is None or (self._process is not None and self._process.poll() is None):
                return
            if state_at(self._socket_folder) == "gone":
                with self._starting():
                    self._start()
                log.warning("database_started_again", data=str(self.data))

    def watch(self) -> None:
        """Look after it twice a second, in a thread, until `close`."""
        self._watcher = threading.Thread(target=self._watch, name="database-watcher", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Leave; the last to leave stops it. A second call does nothing."""
        self._closing.set()
        if self._watcher is not None:
            self._watcher.join()
        with self._inside:
            if self._users is None:
                return
            with self._starting():
                try:
                    fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if self._process is not None:  # it goes on for the others; somebody must take note of its end
                        threading.Thread(target=self._process.wait, name="database-outlives", daemon=True).start()
                else:
                    self._stop()
                self._leave()

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _watch(self) -> None:
        while not self._closing.wait(_WATCH_SECONDS):
            try:
                self.ensure_running()
                bound(self._log)
            except (ClusterFailed, OSError) as error:
                log.error("database_not_started", reason=str(error))

    @contextmanager
    def _starting(self) -> Iterator[None]:
        lock = open_private(self.data / "start.lock", self._account)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _leave(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    def _start(self) -> None:
        """Bring it to answer, from whatever state it is in. The caller holds the start lock."""
        make_folder(self._home, self._account)
        while (state := state_at(self._socket_folder)) == "busy":
            time.sleep(0.05)
        if state == "ready":
            return
        bin_folder = binaries_for(self._files)
        if not self._files.exists():
            self._initialise(bin_folder)
        if self._socket_folder != self._home:
            make_private_folder(self._socket_folder, self._account)
        forget_foreign_process(self._files / "postmaster.pid")
        self._launch(bin_folder)

    def _initialise(self, bin_folder: Path) -> None:
        """Make the database's files beside their place and move them there, so that a kill leaves no half of it."""
        made = self._home / "cluster.new"
        if made.exists():
            shutil.rmtree(made)
        done = subprocess.run(  # noqa: S603
            self._command([str(bin_folder / "initdb"), "-D", str(made), *_INITDB], bin_folder),
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode == drop_privileges.CANNOT:
            raise ClusterFailed(done.stderr.strip())
        if done.returncode != 0:
            raise ClusterFailed(f"initdb failed: {_last_lines(done.stderr)}")
        made.rename(self._files)

    def _launch(self, bin_folder: Path) -> None:
        settings = _SETTINGS | {"unix_socket_directories": str(self._socket_folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self._command([str(bin_folder / "postgres"), "-D", str(self._files), *options], bin_folder)
        bound(self._log)
        given_up_at = time.monotonic() + 30
        while True:
            said_before = self._log.stat().st_size if self._log.exists() else 0
            out = open_private(self._log, self._account)
            try:
                self._process = subprocess.Popen(  # noqa: S603
                    command,
                    cwd="/",
                    env=_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    start_new_session=True,  # the terminal's Ctrl-C is for Balk, which stops it in order
                )
            finally:
                os.close(out)
            while self._process.poll() is None:
                if state_at(self._socket_folder) == "ready":
                    return
                time.sleep(0.02)
            said = self._log.read_bytes()[said_before:].decode(errors="replace")
            # After kill -9 of the postmaster its other processes need a moment to notice and to let go.
            lingering = "shared memory block" in said or "postmaster.pid" in said
            if not lingering or time.monotonic() > given_up_at:
                plain = self._process.returncode == drop_privileges.CANNOT
                raise ClusterFailed(said.strip() if plain else f"PostgreSQL did not start: {_last_lines(said)}")
            time.sleep(0.1)

    def _command(self, command: list[str], bin_folder: Path) -> list[str]:
        if os.geteuid() != 0:
            return command
        needed = [str(bin_folder), str(self._home), str(self._socket_folder)]
        helper = [sys.executable, "-I", "-S", drop_privileges.__file__]
        return [*helper, str(self._account.uid), str(self._account.gid), *needed, "--", *command]

    def _stop(self) -> None:
        """Stop it, with everything written out. The caller holds both locks."""
        if state_at(self._socket_folder) != "gone":
            process = postmaster(self._files / "postmaster.pid")
            if process is not None:
                send_signal(process, signal.SIGINT)
                if not self._gone_within(_STOP_SECONDS):
                    send_signal(process, signal.SIGQUIT)
                    self._gone_within(_STOP_SECONDS)
        if self._process is not None:
            self._process.wait()
        if self._socket_folder != self._home and self._socket_folder.exists():
            shutil.rmtree(self._socket_folder, ignore_errors=True)

    def _gone_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ended = self._process is None or self._process.poll() is not None
            if ended and not (self._files / "postmaster.pid").exists():
                return True
            time.sleep(0.02)
        return False


async def _make_database(dsn: str) -> None:
    """Make the database `balk` where it is missing."""
    db = await asyncpg.connect(dsn, timeout=60)
    try:
        if not await db.fetchval("select exists (select from pg_database where datname = 'balk')"):
            await db.execute("create database balk")
    finally:
        await db.close()


def _in_a_thread(work: Callable[[str], Coroutine[None, None, None]], dsn: str) -> None:
    """`work(dsn)` run to its end; in a thread of its own, since the caller's may have a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work(dsn)).result()


def _environment() -> dict[str, str]:
    """Nothing of Balk's own: a stray PGDATA or LC_ALL must not reach the database."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _last_lines(text: str) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-3:]) or "it said nothing"
