"""How this process was started: from options, each with its BALK_ variable."""

import os
from pathlib import Path

from msgspec import Struct

from balk.disk import LEAST_MB, LOW_MB, Disk


class Settings(Struct, frozen=True):
    """Everything that differs between two installations of Balk."""

    data: Path
    """Folder of the embedded database."""
    database_url: str | None = None
    """A PostgreSQL of the owner's; None means the embedded one."""
    read_database_url: str | None = None
    """A replica of it that reports are read from; None means that there is none."""
    public_url: str | None = None
    """The address that visitors' browsers reach; None means the one served."""
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose X-Forwarded-For and X-Forwarded-Proto are believed; from others these are anybody's words."""

    most_per_key: float = 10_000
    """Messages a second that each process takes for one key; 0 for any number."""
    most_per_address: float = 100
    """The same from one address."""
    low_disk_mb: int = LOW_MB
    """Below so many free megabytes for the embedded database Balk warns."""
    least_disk_mb: int = LEAST_MB
    """Below so many it collects nothing."""

    def disk(self) -> Disk:
        """The disk that the embedded database is on."""
        folder = None if self.database_url else self.data
        return Disk(folder, low_mb=self.low_disk_mb, least_mb=self.least_disk_mb)

    @property
    def url(self) -> str:
        """The public address, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104  every address is no address to show
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def default_data_folder() -> Path:
    """`$XDG_DATA_HOME/balk`, or what the platform has in its place."""
    base = os.environ.get("XDG_DATA_HOME")
    return Path(base) / "balk" if base else Path.home() / ".local" / "share" / "balk"
