"""Who is killed, and how their processes are found."""

import os
import random
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

from cli.serving import Served, environment

Victim = Literal["server", "database", "both", "worker"]
VICTIMS: list[Victim] = ["server", "database", "both", "worker"]


def kill(pid: int) -> None:
    """End a process as a power cut would; one that is gone already stays so."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def postmaster_of(data: Path) -> int:
    """The process id of the embedded database."""
    return int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def answering(server: Served) -> list[int]:
    """The process ids of the processes that answer, of a server with several."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == server.process.pid and b"spawn_main" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return sorted(found)


def kill_an_answering(server: Served, chance: random.Random) -> None:
    """Kill one of the processes that answer, where there is one just now."""
    if pids := answering(server):
        kill(chance.choice(pids))


def background_work(data: Path) -> "subprocess.Popen[str]":
    """A `balk worker` beside the server."""
    command = [sys.executable, "-m", "balk", "worker", "--data", str(data)]
    with (data.parent / "worker.log").open("a") as log:
        return subprocess.Popen(command, stderr=log, text=True, env=environment())
