"""The process of the embedded PostgreSQL, as its pid file names it."""

import os
import signal
from pathlib import Path


def postmaster(pid_file: Path) -> int | None:
    """The number in the pid file. Whether that process lives, and is PostgreSQL, it does not say."""
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def forget_foreign_process(pid_file: Path) -> None:
    """Remove a left-over pid file whose number some other program has by now, at which PostgreSQL would stop short."""
    number = postmaster(pid_file)
    if number is None:
        return
    try:
        name = Path(f"/proc/{number}/comm").read_text().strip()
    except OSError:
        return
    if name != "postgres":
        pid_file.unlink(missing_ok=True)


def send_signal(process: int, name: signal.Signals) -> None:
    """Send it, unless the process is gone."""
    try:
        os.kill(process, name)
    except ProcessLookupError:
        return
