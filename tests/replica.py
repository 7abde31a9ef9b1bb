"""A streaming replica of an embedded cluster, made as an administrator would: pg_basebackup, then a second server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from balk.embedded import Cluster, drop_privileges, open_cluster
from balk.embedded.binaries import binaries_for
from balk.embedded.private_files import make_folder
from balk.embedded.system_account import account_for


class Replica(Struct, frozen=True):
    """A running replica."""

    dsn: str
    home: Path

    def kill(self) -> None:
        """End it as a power cut would."""
        pid = int((self.home / "cluster" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)


@contextmanager
def replica_of(primary: Cluster, data: Path) -> Iterator[Replica]:
    """A replica in the folder `data` while the block runs."""
    account = account_for(data)
    home = data / "postgres"
    make_folder(data, account)
    make_folder(home, account)
    socket_folder = parse_qs(urlsplit(primary.dsn()).query)["host"][0]
    programs = binaries_for(home / "cluster")
    copy = [str(programs / "pg_basebackup"), "-h", socket_folder, "-U", "balk", "-D", str(home / "cluster"), "-R"]
    if os.geteuid() == 0:
        needed = [str(programs), str(home), socket_folder]
        helper = [sys.executable, "-I", "-S", drop_privileges.__file__, str(account.uid), str(account.gid)]
        copy = [*helper, *needed, "--", *copy]
    subprocess.run([*copy, "-X", "stream", "-c", "fast"], check=True, cwd="/", capture_output=True, timeout=120)
    with open_cluster(data) as running:
        yield Replica(running.dsn(), home)
