"""The account that the embedded PostgreSQL runs under: whoever runs Balk, and for root somebody with less power."""

import os
import pwd
from pathlib import Path

from msgspec import Struct


class Account(Struct, frozen=True):
    """A user of this machine."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give it `path`, which Balk has just made."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path) -> Account:
    """Who owns the database in `data`: for root, the owner of what is there unless root, `postgres`, or `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for folder in (data / "postgres", data):
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    return Account(65_534, 65_534)
