"""Folders and files that Balk makes for itself and for PostgreSQL; what was there before is never changed."""

import os
import shutil
import stat
from pathlib import Path

from balk.embedded.system_account import Account

LOG_BYTES = 5_000_000


def make_folder(folder: Path, account: Account) -> None:
    """Make `folder`, 0700 and the account's, if it is missing; leave it as it is if it is there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder} is no folder") from None
        if os.geteuid() != 0 and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            owner = folder.stat().st_uid
            raise PermissionError(f"{folder} belongs to uid {owner}: run Balk as that user or as root") from None
    else:
        account.own(folder)


def make_private_folder(folder: Path, account: Account) -> None:
    """As `make_folder`, in a place where anybody may make folders: one that is there must be the account's alone."""
    make_folder(folder, account)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise PermissionError(f"{folder} was made by somebody else: remove it")


def open_private(path: Path, account: Account) -> int:
    """A descriptor on the file at `path`, for appending, made 0600 and the account's if it is missing."""
    try:
        made = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
    account.own(path)
    return made


def bound(file: Path) -> None:
    """Move what `file` holds to `file.old` once it is longer than LOG_BYTES. Its writers append, so they go on."""
    try:
        if file.stat().st_size <= LOG_BYTES:
            return
    except FileNotFoundError:
        return
    shutil.copy2(file, file.with_suffix(".old"))
    os.truncate(file, 0)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` as they are now survive a power cut."""
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)
