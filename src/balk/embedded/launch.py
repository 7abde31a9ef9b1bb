"""A cluster's files made, and its server started, as whoever may."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from balk.embedded import drop_privileges
from balk.embedded.private_files import bound, open_private
from balk.embedded.socket_folder import state_at
from balk.embedded.system_account import Account

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


class ClusterFailed(Exception):
    """The database could not be started; the text says why."""


def initialise(files: Path, programs: Path, socket_folder: Path, account: Account) -> None:
    """Make the database's files beside their place and move them there, so that a kill leaves no half of it."""
    needed = [programs, files.parent, socket_folder]
    made = files.parent / "cluster.new"
    if made.exists():
        shutil.rmtree(made)
    done = subprocess.run(  # noqa: S603
        _as_account(account, needed, [str(programs / "initdb"), "-D", str(made), *_INITDB]),
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
    made.rename(files)


def launch(files: Path, programs: Path, socket_folder: Path, account: Account, log: Path) -> "subprocess.Popen[bytes]":
    """The process of a server on `files` that answers. Raises ClusterFailed with the last that it said."""
    needed = [programs, files.parent, socket_folder]
    settings = _SETTINGS | {"unix_socket_directories": str(socket_folder)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = _as_account(account, needed, [str(programs / "postgres"), "-D", str(files), *options])
    bound(log)
    given_up_at = time.monotonic() + 30
    while True:
        said_before = log.stat().st_size if log.exists() else 0
        out = open_private(log, account)
        try:
            process = subprocess.Popen(  # noqa: S603
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
        while process.poll() is None:
            if state_at(socket_folder) == "ready":
                return process
            time.sleep(0.02)
        said = log.read_bytes()[said_before:].decode(errors="replace")
        # After kill -9 of the postmaster its other processes need a moment to notice and to let go.
        lingering = ("shared memory block" in said or "postmaster.pid" in said) and "No space left" not in said
        if not lingering or time.monotonic() > given_up_at:
            plain = process.returncode == drop_privileges.CANNOT
            raise ClusterFailed(said.strip() if plain else f"PostgreSQL did not start: {_last_lines(said)}")
        time.sleep(0.1)


def _as_account(account: Account, needed: list[Path], command: list[str]) -> list[str]:
    """The command, for root through `drop_privileges`."""
    if os.geteuid() != 0:
        return command
    helper = [sys.executable, "-I", "-S", drop_privileges.__file__]
    return [*helper, str(account.uid), str(account.gid), *map(str, needed), "--", *command]


def _environment() -> dict[str, str]:
    """Nothing of Balk's own: a stray PGDATA or LC_ALL must not reach the database."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _last_lines(text: str) -> str:
    return " | ".join(line.strip() for line in text.strip().splitlines()[-3:]) or "it said nothing"
