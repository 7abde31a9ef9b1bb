"""The PostgreSQL in the data folder: found, made, started, attached to, started again, stopped with its last user.

    DATA/                   0700 where Balk made it; never changed where it was there before
    DATA/users.lock         held (shared) by every Balk process that uses the database
    DATA/start.lock         held (exclusive) while one of them starts or stops it
    DATA/postgres/          0700, of the account that PostgreSQL runs under; holds the socket
    DATA/postgres/cluster/  the database's files
    DATA/postgres/log       what it says, at most LOG_BYTES and as much again in log.old

Whether it lives is found out by connecting, never by a process id: ids are used again. There is no limit on how long
a start takes, since recovery after a crash takes what it takes.
"""

import asyncio
import fcntl
import hashlib
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import asyncpg
import structlog

from balk import drop_privileges
from balk.postgres_account import Account, account_for
from balk.postgres_binaries import NoPostgres, binaries_for

LOG_BYTES = 5_000_000
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 107
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

State = Literal["ready", "busy", "gone"]

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
        self._socket_folder = _socket_folder(self._home)
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
        _make_folder(self.data, self._account)
        with self._starting():
            users = _open_lock(self.data / "users.lock", self._account)
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
            if _state(self._socket_folder) == "gone":
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
                _bound(self._log)
            except (ClusterFailed, OSError) as error:
                log.error("database_not_started", reason=str(error))

    @contextmanager
    def _starting(self) -> Iterator[None]:
        lock = _open_lock(self.data / "start.lock", self._account)
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
        _make_folder(self._home, self._account)
        while (state := _state(self._socket_folder)) == "busy":
            time.sleep(0.05)
        if state == "ready":
            return
        bin_folder = binaries_for(self._files)
        if not self._files.exists():
            self._initialise(bin_folder)
        if self._socket_folder != self._home:
            _make_folder(self._socket_folder, self._account)
        _forget_foreign_process(self._files / "postmaster.pid")
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
        _bound(self._log)
        given_up_at = time.monotonic() + 30
        while True:
            said_before = self._log.stat().st_size if self._log.exists() else 0
            out = _open_lock(self._log, self._account)
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
                if _state(self._socket_folder) == "ready":
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
        if _state(self._socket_folder) != "gone":
            postmaster = _postmaster(self._files / "postmaster.pid")
            if postmaster is not None:
                _signal(postmaster, signal.SIGINT)
                if not self._gone_within(_STOP_SECONDS):
                    _signal(postmaster, signal.SIGQUIT)
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


def _state(folder: Path) -> State:
    """What answers at the socket: a PostgreSQL that takes sessions, one that does not yet or no longer, or nobody."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        try:
            line.connect(str(folder / _SOCKET))
            hello = struct.pack("!i", 196_608) + b"user\0balk\0database\0postgres\0\0"
            line.sendall(struct.pack("!i", len(hello) + 4) + hello)
            answer = line.recv(1_000)
        except (FileNotFoundError, ConnectionRefusedError):
            return "gone"
        except OSError:
            return "busy"
    # An error other than "cannot connect now" (say, too many sessions) comes from a database that is up.
    return "busy" if not answer or (answer[:1] == b"E" and b"C57P03\0" in answer) else "ready"


def _socket_folder(home: Path) -> Path:
    """The folder for the socket: `home`, or a short one of the same name each time where the system's limit forbids."""
    plain = re.fullmatch(r"[\w./+@=-]+", str(home), re.ASCII)
    if plain and len(os.fsencode(home / _SOCKET)) <= _LONGEST_SOCKET_PATH:
        return home
    name = "balk-" + hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    temporary = Path("/tmp")  # noqa: S108 - made 0700 and checked; the same for every process, whatever its TMPDIR
    return (temporary if temporary.is_dir() else Path(tempfile.gettempdir())) / name


def _make_folder(folder: Path, account: Account) -> None:
    """Make `folder`, 0700 and the account's, if it is missing. One that is there must belong to root or the account."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() and folder.name.startswith("balk-"):
            raise ClusterFailed(f"{folder} is a link that somebody put there: remove it") from None
        if not folder.is_dir():
            raise ClusterFailed(f"{folder} is no folder") from None
        if os.geteuid() != 0 and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise ClusterFailed(f"{folder} belongs to uid {found.st_uid}: run Balk as that user or as root") from None
        if folder.name.startswith("balk-") and found.st_uid != account.uid:
            raise ClusterFailed(f"{folder} belongs to uid {found.st_uid}: remove it") from None
    else:
        account.own(folder)


def _open_lock(path: Path, account: Account) -> int:
    """A descriptor on the file at `path`, for appending, made 0600 and the account's if it is missing."""
    try:
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
    account.own(path)
    return made


def _postmaster(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _forget_foreign_process(pid_file: Path) -> None:
    """Remove a left-over pid file whose number some other program has by now, at which PostgreSQL would stop short."""
    postmaster = _postmaster(pid_file)
    if postmaster is None:
        return
    try:
        name = Path(f"/proc/{postmaster}/comm").read_text().strip()
    except OSError:
        return
    if name != "postgres":
        pid_file.unlink(missing_ok=True)


def _signal(process: int, name: signal.Signals) -> None:
    try:
        os.kill(process, name)
    except ProcessLookupError:
        return


def _bound(file: Path) -> None:
    """Move what `file` holds to `file.old` once it is longer than LOG_BYTES. Its writers append, so they go on."""
    try:
        if file.stat().st_size <= LOG_BYTES:
            return
    except FileNotFoundError:
        return
    shutil.copy2(file, file.with_suffix(".old"))
    os.truncate(file, 0)


def _environment() -> dict[str, str]:
    """Nothing of Balk's own: a stray PGDATA or LC_ALL must not reach the database."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _last_lines(text: str) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-3:]) or "it said nothing"
