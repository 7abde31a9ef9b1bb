"""What is released: the wheel made from the sdist, installed outside the checkout, works."""

import email
import inspect
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import msgspec
import pytest

from balk import wire
from balk.cli.serve import DEMO_ABANDON_AFTER_S
from balk.sites import add_site

CHECKOUT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What it prints. It must succeed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALK_", "PYTHON"))}
    done = subprocess.run(command, cwd=cwd, env=kept | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist."""
    pytest.importorskip("hatchling")
    made = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", made, cwd=CHECKOUT)
    (archive,) = made.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(made, filter="data")
    return made / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel made from the sdist, with nothing of the checkout in reach."""
    made = sdist.parent / "wheel"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", made, cwd=sdist)
    (built,) = made.glob("*.whl")
    return built


def files(folder: str, *endings: str) -> set[str]:
    return {
        path.relative_to(CHECKOUT / folder).as_posix()
        for path in (CHECKOUT / folder).rglob("*")
        if path.is_file() and path.name.endswith(endings) and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_templates_migrations_and_the_built_widget(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())

    wanted = {
        *(f"balk/{name}" for name in files("src/balk", ".py", ".sql", ".toml", "py.typed")),
        *(f"balk/_assets/templates/{name}" for name in files("templates", "")),
        *(f"balk/_assets/migrations/{name}" for name in files("migrations", ".sql")),
        *(f"balk/_assets/widget/{name}" for name in files("widget/dist", ".js")),
    }
    assert (wanted - names, {name for name in names if "node_modules" in name or "/tests/" in name}) == (set(), set())


def test_the_sdist_carries_what_the_widget_is_built_from_and_nothing_made(sdist: Path) -> None:
    wanted = {"README.md", "LICENSE", "CHANGELOG.md", "widget/package-lock.json", "widget/build.mjs", "tests/run.py"}
    assert {name for name in wanted if not (sdist / name).exists()} == set()
    assert [str(path) for path in sdist.rglob("node_modules")] == []


def test_the_installed_wheel_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "installed"
    venv.create(home, with_pip=False)
    packages = next((home / "lib").glob("python3*/site-packages"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(packages)
    # The dependencies are this environment's, found after the wheel's own; Balk itself must not be.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = home / "bin" / "python"
    variables = {"BALK_DATA": str(tmp_path / "data")}

    where = run(python, "-c", "import balk; print(balk.__file__)", cwd=tmp_path).strip()
    migrated = run(python, "-m", "balk", "migrate", cwd=tmp_path, **variables)
    checked = run(python, "-m", "balk", "doctor", cwd=tmp_path, **variables)

    assert Path(where).is_relative_to(home)
    assert "applied 0001_first_tables.sql" in migrated
    assert re.findall(r"^(\w+) +(\w+)", checked, re.MULTILINE)[:5] == [
        ("ok", name) for name in ("database", "schema", "clock", "queue", "retention")
    ]


def test_readme_names_every_dependency_and_nothing_else(wheel: Path) -> None:
    declared = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["dependencies"]
    table = (CHECKOUT / "README.md").read_text().split("## What it stands on")[1].split("## ")[0]
    named = {
        name.strip().lower() for row in re.findall(r"^\| (.+?) \|", table, re.MULTILINE) for name in row.split(",")
    }

    assert named - {"library", "---"} == {re.split(r"[<>=!;\[ ]", name)[0] for name in declared}


def test_readme_gives_the_limits_that_hold() -> None:
    text = " ".join((CHECKOUT / "README.md").read_text().split())
    _, json_schema = msgspec.json.schema_components([wire.Form])
    fields, label = json_schema["Form"]["properties"]["fields"], json_schema["Field"]["properties"]["label"]
    waits = inspect.signature(add_site).parameters["abandon_after_s"].default

    assert f"the demo site calls a view abandoned after {DEMO_ABANDON_AFTER_S} seconds" in text
    assert f"other sites after {waits // 60} minutes" in text
    assert f"counts as abandoned ({waits} unless you say otherwise" in text
    assert f"up to {fields['maxItems']} fields are followed" in text
    assert f"each is cut at {label['maxLength']} characters" in text


def test_the_wheel_describes_itself(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        described = email.message_from_bytes(packed.read(name))

    assert (described["Name"], described["License-Expression"], described["Requires-Python"]) == (
        "balk",
        "Apache-2.0",
        ">=3.11",
    )
