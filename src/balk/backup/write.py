"""A backup: one file, whole or not there."""

import fcntl
import os
from pathlib import Path

from balk.backup.programs import BEGINNING, dump
from balk.embedded.private_files import sync_folder


class NotWritten(Exception):
    """The backup cannot be put there; the text says why."""


def write_backup(dsn: str, programs: Path, file: Path, *, of_owner: bool = False) -> int:
    """Write the database, as it is at this moment, to `file`, readable by its owner only, and return its bytes.

    It grows as FILE.part and gets its name once it is on disk, so that a file of that name is a whole backup, or the
    earlier one. Raises NotWritten, ProgramFailed, OSError.
    """
    _may_replace(file)
    part = file.with_name(file.name + ".part")
    out = _claimed(part)
    try:
        dump(dsn, programs, part, held=(out,), of_owner=of_owner)
        os.fsync(out)
        size = os.fstat(out).st_size
        part.rename(file)
        sync_folder(file.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(out)
    return size


def _may_replace(file: Path) -> None:
    """A backup that is there may be replaced by a newer one. Nothing else is."""
    if not file.exists():
        return
    if file.is_file():
        with file.open("rb") as there:
            if there.read(len(BEGINNING)) in (b"", BEGINNING):
                return
    raise NotWritten(f"{file} is there and is no backup: give another name")


def _claimed(part: Path) -> int:
    """A descriptor on the empty file at `part`, which nobody else writes. What a kill left there is written over."""
    out = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(out).st_ino != part.stat().st_ino:  # just renamed by another, which is done with it
            raise BlockingIOError
    except (BlockingIOError, FileNotFoundError):
        os.close(out)
        raise NotWritten(f"another backup is being written to {part}") from None
    if os.fstat(out).st_uid != os.geteuid():
        os.close(out)
        raise NotWritten(f"{part} belongs to somebody else: remove it, or give another name")
    os.fchmod(out, 0o600)
    os.ftruncate(out, 0)
    return out
