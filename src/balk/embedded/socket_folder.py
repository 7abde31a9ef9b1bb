"""The Unix socket of the embedded PostgreSQL: where it is, and who answers at it."""

import hashlib
import os
import re
import socket
import struct
import tempfile
from pathlib import Path
from typing import Literal

SOCKET = ".s.PGSQL.5432"
_LONGEST_PATH = 107

State = Literal["ready", "busy", "gone"]


def state_at(folder: Path) -> State:
    """What answers at the socket: a PostgreSQL that takes sessions, one that does not yet or no longer, or nobody."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        try:
            line.connect(str(folder / SOCKET))
            hello = struct.pack("!i", 196_608) + b"user\0balk\0database\0postgres\0\0"
            line.sendall(struct.pack("!i", len(hello) + 4) + hello)
            answer = line.recv(1_000)
        except (FileNotFoundError, ConnectionRefusedError):
            return "gone"
        except OSError:
            return "busy"
    # An error other than "cannot connect now" (say, too many sessions) comes from a database that is up.
    return "busy" if not answer or (answer[:1] == b"E" and b"C57P03\0" in answer) else "ready"


def socket_folder(home: Path) -> Path:
    """The folder for the socket: `home`, or a short one of the same name each time where the system's limit forbids."""
    plain = re.fullmatch(r"[\w./+@=-]+", str(home), re.ASCII)
    if plain and len(os.fsencode(home / SOCKET)) <= _LONGEST_PATH:
        return home
    name = "balk-" + hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    temporary = Path("/tmp")  # noqa: S108 - made 0700 and checked; the same for every process, whatever its TMPDIR
    return (temporary if temporary.is_dir() else Path(tempfile.gettempdir())) / name
