"""A vocabulary for tests of the command: running it, and a server started by it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct


def environment(**more: str) -> dict[str, str]:
    """This one's, without what would change a command. A warning, such as of something deprecated, is an error."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALK_", "COLUMNS"))}
    return kept | {"PYTHONWARNINGS": "error"} | more


class Ended(Struct, frozen=True):
    """How a command ended."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, object]:
        """The one JSON object on standard output; fails where there is anything beside it."""
        assert self.out.count("\n") == 1, self.out
        return msgspec.json.decode(self.out, type=dict[str, object])


def balk(*arguments: str, given: str = "", **variables: str) -> Ended:
    """Run `balk` with these arguments, with `given` as its standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "balk", *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=environment(**variables),
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


class Served(Struct):
    """A running `balk serve`."""

    process: "subprocess.Popen[str]"
    url: str
    set_up: str | None
    """The token of the link that makes the first account."""

    def stop(self) -> int:
        """End it in order and return its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait(60)


def answers(url: str) -> bool:
    """Whether /healthz says that all is well."""
    try:
        return httpx.get(f"{url}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def healthy_within(url: str, process: "subprocess.Popen[str]", seconds: float = 60) -> None:
    """Wait until /healthz says that all is well."""
    end = time.monotonic() + seconds
    while not answers(url):
        assert process.poll() is None, f"it ended with status {process.returncode}"
        assert time.monotonic() < end, f"{url} does not answer within {seconds} s"
        time.sleep(0.05)


@contextmanager
def served(data: Path, *arguments: str, port: int = 0) -> Iterator[Served]:
    """`balk serve` on a folder, on a free port unless one is named, ready to answer; ended at the end."""
    command = [sys.executable, "-m", "balk", "serve", "--data", str(data), "--port", str(port), *arguments]
    with (
        (data.parent / "serve.log").open("a") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment()) as process,
    ):
        try:
            yield _announced(process)
        finally:
            if process.poll() is None:
                process.terminate()


def _announced(process: "subprocess.Popen[str]") -> Served:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if "the data is in" in line:
            break
    url = re.search(r"is at (\S+)", said)
    set_up = re.search(r"/setup/(\S+)", said)
    assert url is not None, f"it said: {said!r}"
    healthy_within(url[1], process)
    return Served(process, url[1], set_up[1] if set_up else None)
