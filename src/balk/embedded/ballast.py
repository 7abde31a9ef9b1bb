"""A file of no use but its size, given up when PostgreSQL cannot start on a full disk: then it can, for reading.

PostgreSQL ends when its log cannot grow, and its recovery needs room in turn: three files of 16 MB at most.
"""

import os
from pathlib import Path

from balk.disk import free_bytes
from balk.embedded.private_files import open_private
from balk.embedded.system_account import Account

BYTES = 64 * 1024 * 1024
_ROOM_FOR_IT = 1_000_000_000
"""Free bytes from which the disk has it to spare."""
_NO_ROOM = 32_000_000
"""Free bytes below which a failed start is the disk's fault: what could not be written was given back."""


def _file(home: Path) -> Path:
    return home / "ballast"


def keep_ballast(home: Path, account: Account) -> None:
    """Have it in the folder `home`, where there is room. Raises OSError."""
    if _file(home).exists() or (free_bytes(home) or 0) < _ROOM_FOR_IT:
        return
    made = open_private(_file(home), account)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(made, 0, BYTES)
        else:
            for _ in range(BYTES >> 20):
                os.write(made, bytes(1 << 20))
    finally:
        os.close(made)


def give_up_ballast(home: Path) -> bool:
    """Make room where there is none; False where there is, or nothing to give up."""
    free = free_bytes(home)
    if free is None or free >= _NO_ROOM or not _file(home).exists():
        return False
    _file(home).unlink()
    return True
