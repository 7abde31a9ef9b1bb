"""The PostgreSQL in the data folder: found, made, started, attached to, started again, stopped with its last user.

    DATA/                   0700 where Balk made it; never changed where it was there before
    DATA/users.lock         held (shared) by every Balk process that uses the database
    DATA/start.lock         held (exclusive) while one of them starts or stops it
    DATA/postgres/          0700, of the account that PostgreSQL runs under; holds the socket
    DATA/postgres/cluster/  the database's files; cluster-15/, say, are those that an upgrade replaced
    DATA/postgres/ballast   64 MB for the day when the disk is full (ballast.py)
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
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import asyncpg
import structlog

from balk.embedded.ballast import give_up_ballast, keep_ballast
from balk.embedded.binaries import NoPostgres, binaries_for, major_of
from balk.embedded.launch import ClusterFailed, initialise, launch
from balk.embedded.private_files import bound, make_folder, make_private_folder, open_private, sync_folder
from balk.embedded.process import forget_foreign_process, postmaster, send_signal
from balk.embedded.socket_folder import socket_folder, state_at
from balk.embedded.system_account import account_for

_WATCH_SECONDS = 0.5
_STOP_SECONDS = 60

log = structlog.get_logger()


BESIDE = "balk_beside"
"""The database of a restore that is under way. Whoever opens the cluster while none is finds a killed one's rest."""


class InUse(ClusterFailed):
    """Others use the database, and what was asked for needs it alone."""


def open_cluster(data: Path, programs: Path | None = None) -> "Cluster":
    """The running PostgreSQL of the folder `data`, with an empty or kept database `balk`. Blocks until it answers.

    A new one is made by the `programs` in that folder, or else by the best that are found. Raises ClusterFailed with a
    sentence for the person who started Balk.
    """
    cluster = Cluster(Path(os.path.abspath(data)), programs)
    try:
        cluster.open()
    except NoPostgres as error:
        raise ClusterFailed(str(error)) from error
    except OSError as error:
        raise ClusterFailed(f"the data folder {data} cannot be used: {error}") from error
    return cluster


class Cluster:
    """One process's hold on the database of a data folder. Made by `open_cluster`."""

    def __init__(self, data: Path, programs: Path | None = None) -> None:
        self.data = data
        self.account = account_for(data)
        self._programs = programs
        self._home = data / "postgres"
        self._files = self._home / "cluster"
        self._upgraded = self._home / "cluster.upgraded"
        self._log = self._home / "log"
        self._socket_folder = socket_folder(self._home)
        self._process: subprocess.Popen[bytes] | None = None
        self._users: int | None = None
        self._inside = threading.RLock()
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None

    def dsn(self, database: str = "balk") -> str:
        """The address of one of its databases."""
        return f"postgresql:///{database}?host={quote(str(self._socket_folder), safe='')}&user=balk"

    @property
    def programs(self) -> Path:
        """The folder of the programs that fit its files. Raises NoPostgres."""
        return self._programs or binaries_for(self._files)

    @property
    def major(self) -> int | None:
        """The PostgreSQL that made its files."""
        return major_of(self._files)

    def open(self) -> None:
        """Join the database's users, starting it where it does not run. Called once, by `open_cluster`."""
        make_folder(self.data, self.account)
        with self._starting():
            users = open_private(self.data / "users.lock", self.account)
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

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Without others for as long as the block lasts: who comes waits for its end. Raises InUse."""
        with self._inside, self._starting():
            if self._users is None:
                raise ClusterFailed("the database is closed")
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(self._users, fcntl.LOCK_SH)  # asking for more gave up what we had
                raise InUse(
                    f"the database in {self.data} is in use: first stop `balk serve`, or what else of Balk runs on it"
                ) from None
            try:
                yield
            finally:
                fcntl.flock(self._users, fcntl.LOCK_SH)

    def take_files(self, new: Path) -> Path:
        """Stop it and put the files in `new`, of a cluster that was stopped in order, in the place of its own.

        Returns where those are kept. The caller is alone. After a kill at any point the next finds one or the other.
        """
        self._stop()
        if state_at(self._socket_folder) != "gone" or (self._files / "postmaster.pid").exists():
            raise ClusterFailed(f"PostgreSQL in {self.data} does not stop")
        kept = next(
            path
            for number in range(1, 1_000)
            if not (path := self._home / f"cluster-{self.major}{f'.{number}' if number > 1 else ''}").exists()
        )
        if self._upgraded.exists():
            shutil.rmtree(self._upgraded)
        new.rename(self._upgraded)
        sync_folder(self._home)
        self._files.rename(kept)
        self._upgraded.rename(self._files)
        sync_folder(self._home)
        return kept

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
                keep_ballast(self._home, self.account)
            except (ClusterFailed, OSError) as error:
                log.error("database_not_started", reason=str(error))

    @contextmanager
    def _starting(self) -> Iterator[None]:
        lock = open_private(self.data / "start.lock", self.account)
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
        make_folder(self._home, self.account)
        while (state := state_at(self._socket_folder)) == "busy":
            time.sleep(0.05)
        if state == "ready":
            return
        if not self._files.exists() and self._upgraded.exists():  # an upgrade was killed between its last two steps
            self._upgraded.rename(self._files)
            sync_folder(self._home)
        bin_folder = self.programs
        if not self._files.exists():
            initialise(self._files, bin_folder, self._socket_folder, self.account)
        if self._socket_folder != self._home:
            make_private_folder(self._socket_folder, self.account)
        forget_foreign_process(self._files / "postmaster.pid")
        try:
            self._process = launch(self._files, bin_folder, self._socket_folder, self.account, self._log)
        except ClusterFailed:
            if not give_up_ballast(self._home):
                raise
            log.error("disk_full: the ballast was given up, so that the database can start", data=str(self.data))
            self._process = launch(self._files, bin_folder, self._socket_folder, self.account, self._log)

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
    """Make the database `balk` where it is missing; remove what a killed restore left."""
    db = await asyncpg.connect(dsn, timeout=60)
    try:
        there = {row["datname"] for row in await db.fetch("select datname from pg_database")}
        if "balk" not in there:
            await db.execute("create database balk")
        if BESIDE in there:
            await db.execute(f"drop database {BESIDE} with (force)")
    finally:
        await db.close()


def remove_data(data: Path) -> None:
    """Remove a data folder that nobody shall use any more. What still runs in it after a kill is stopped."""
    if not data.exists():
        return
    Cluster(data)._stop()
    for attempt in range(50):
        shutil.rmtree(data, ignore_errors=attempt < 49)  # a process that outlived its Balk may still be making files
        if not data.exists():
            return
        time.sleep(0.1)


def _in_a_thread(work: Callable[[str], Coroutine[None, None, None]], dsn: str) -> None:
    """`work(dsn)` run to its end; in a thread of its own, since the caller's may have a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work(dsn)).result()
