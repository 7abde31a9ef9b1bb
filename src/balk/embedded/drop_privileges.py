"""Run one command as another account: `python drop_privileges.py UID GID NEEDED… -- COMMAND…` (only root can).

PostgreSQL refuses to run as root, so root's Balk starts it through this. A program of its own, because changing the
account between fork and exec from a process with threads is not safe. It imports nothing but the standard library and
is run by its path, so that it needs no installed package.

NEEDED are paths that the command must reach. Where a folder above one of them is closed to the account (a checkout
below root's own 0700 folder), the command keeps the one capability CAP_DAC_READ_SEARCH, on Linux, which lets it look
through closed folders and write nowhere that its account could not. No permission of any folder is changed.
Ends with status 77 and one line on standard error when the command cannot be started so.
"""

import ctypes
import os
import sys
from pathlib import Path

CANNOT = 77
"""Exit status that says: the reason is the line just written."""

_DAC_READ_SEARCH = 1 << 2
_VERSION_3 = 0x20080522
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


class _Capabilities:
    """This process's capabilities, by way of the C library (Linux; the standard library has no names for them)."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)

    def _call(self, name: str, *arguments: object) -> None:
        if getattr(self._libc, name)(*arguments) != 0:
            code = ctypes.get_errno()
            raise OSError(code, f"{name}: {os.strerror(code)}")

    def permitted(self) -> int:
        sets = (_Sets * 2)()
        self._call("capget", ctypes.byref(_Header(_VERSION_3, 0)), sets)
        return int(sets[0].permitted)

    def set(self, *, effective: int, permitted: int, inheritable: int) -> None:
        """All three below 32; everything above is dropped."""
        sets = (_Sets * 2)(_Sets(effective, permitted, inheritable), _Sets(0, 0, 0))
        self._call("capset", ctypes.byref(_Header(_VERSION_3, 0)), sets)

    def keep_over_change_of_account(self) -> None:
        # Not PR_SET_KEEPCAPS: without "fix-up", access(2) honours the capability too, and PostgreSQL asks access(2)
        # whether its own programs are there.
        self._call("prctl", _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)

    def hand_on(self, number: int) -> None:
        self._call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, number, 0, 0)


def _change_account(uid: int, gid: int) -> None:
    os.setgroups([gid])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _first_closed(paths: list[str]) -> Path | None:
    """The topmost folder on the way to one of `paths` that this account may not pass."""
    for path in map(Path, paths):
        for folder in reversed([path, *path.parents]):
            if folder.is_dir() and not os.access(folder, os.X_OK):
                return folder
    return None


def _may_keep_search(capabilities: _Capabilities) -> bool:
    try:
        if not capabilities.permitted() & _DAC_READ_SEARCH:
            return False
        capabilities.keep_over_change_of_account()
    except OSError:
        return False
    return True


def become(uid: int, gid: int, needed: list[str]) -> None:
    """Turn this process into one of the account `uid`. Raises PermissionError that names a folder it cannot pass."""
    if not sys.platform.startswith("linux"):
        _change_account(uid, gid)
        closed = _first_closed(needed)
    else:
        capabilities = _Capabilities()
        may_search = _may_keep_search(capabilities)
        _change_account(uid, gid)
        spare = _DAC_READ_SEARCH if may_search else 0
        capabilities.set(effective=0, permitted=spare, inheritable=0)
        closed = _first_closed(needed)
        if closed is None:
            capabilities.set(effective=0, permitted=0, inheritable=0)
        elif may_search:
            capabilities.set(effective=spare, permitted=spare, inheritable=spare)
            capabilities.hand_on(2)
            closed = _first_closed(needed)
    if closed is not None:
        raise PermissionError(
            f"PostgreSQL does not run as root, and the account it runs under instead (uid {uid}) cannot pass through "
            f"{closed}: run Balk as another user, or install it and put --data below folders that everybody may pass"
        )


def main(arguments: list[str]) -> int:
    """Become the account and the command; returns only when that fails."""
    split = arguments.index("--")
    uid, gid, *needed = arguments[:split]
    command = arguments[split + 1 :]
    try:
        become(int(uid), int(gid), needed)
        os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        reason = str(error) if isinstance(error, PermissionError) and error.errno is None else f"{command[0]}: {error}"
        print(reason, file=sys.stderr, flush=True)
    return CANNOT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
