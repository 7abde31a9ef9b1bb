"""PostgreSQL's pg_dump and pg_restore, run as clients of a database."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

BEGINNING = b"PGDMP"
"""What a file in pg_dump's custom format begins with."""


_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of this process's own: a stray PGPORT must not reach Balk's database."""


class ProgramFailed(Exception):
    """pg_dump or pg_restore could not do it; the text is what it said."""


def dump(dsn: str, programs: Path, file: Path, *, held: tuple[int, ...] = (), of_owner: bool = False) -> None:
    """Write the whole database, as it is at this moment, to `file`, in pg_dump's custom format.

    By name, since pg_dump appends to its standard output, and then cannot go back and say where each table begins.
    Descriptors that are `held` stay open until it ends, also when this process is killed.
    For a server `of_owner` what they set up for it counts (PGPASSFILE, PGSSLROOTCERT …), for Balk's own nothing does.
    Raises ProgramFailed.
    """
    address, password = without_password(dsn)
    command = [str(programs / "pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    environment = (dict(os.environ) if of_owner else _ENVIRONMENT) | (
        {} if password is None else {"PGPASSWORD": password}
    )
    _run([*command, "--no-password", f"--dbname={address}", f"--file={file}"], environment, held=held)


def restore(dsn: str, programs: Path, file: Path) -> None:
    """Put what a dump holds into an empty database. Raises ProgramFailed, and leaves the database half full then."""
    jobs = max(1, min(4, os.cpu_count() or 1))
    options = ["--exit-on-error", "--no-owner", "--no-privileges", f"--jobs={jobs}"]
    _run([str(programs / "pg_restore"), *options, f"--dbname={dsn}", str(file)], _ENVIRONMENT)


def rows_in(programs: Path, file: Path, table: str) -> list[str]:
    """A table's rows in a dump, as lines of COPY; none where it is not there. Raises ProgramFailed."""
    command = [str(programs / "pg_restore"), "--data-only", f"--table={table}", "--file=-", str(file)]
    _, found, below = _run(command, _ENVIRONMENT).partition(f"\nCOPY public.{table} ")
    return below.partition("\n\\.\n")[0].splitlines()[1:] if found else []


def _run(command: list[str], environment: dict[str, str], held: tuple[int, ...] = ()) -> str:
    """Its standard output."""
    done = subprocess.run(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        pass_fds=held,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    program = Path(command[0]).name
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = next((line for line in lines if "error:" in line), lines[-1] if lines else "it said nothing")
    raise ProgramFailed(f"{program} failed: {said.removeprefix(f'{program}: ').removeprefix('error: ')}")


def without_password(dsn: str) -> tuple[str, str | None]:
    """An address for a command line, which everybody on the machine can read, and the password that was in it."""
    parts = urlsplit(dsn)
    user, colon, password = parts.netloc.rpartition("@")[0].partition(":")
    host = parts.netloc.rpartition("@")[2]
    asked = parse_qsl(parts.query, keep_blank_values=True)
    in_query = dict(asked).get("password")
    rest = urlencode([(name, value) for name, value in asked if name != "password"])
    netloc = f"{user}@{host}" if user else host
    address = urlunsplit((parts.scheme, netloc, parts.path, rest, ""))
    if not netloc:  # urlunsplit drops the empty authority, and libpq wants its slashes
        address = address.replace(":/", ":///", 1) if not address.startswith(f"{parts.scheme}:///") else address
    return address, unquote(password) if colon else in_query
