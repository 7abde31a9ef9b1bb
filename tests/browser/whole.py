"""All of Balk in a process of its own, as its owner starts it, and a person's shop on another origin."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct


class Running(Struct, frozen=True):
    """A server that was started with `balk serve`."""

    url: str
    set_up_link: str
    data: Path
    log: Path
    database_url: str | None = None
    """Of a PostgreSQL that is not the embedded one."""

    def balk(self, *arguments: str) -> str:
        """What a command prints, run beside the server on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "balk", *arguments, *place(self.data, self.database_url)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def made_site(self, name: str, origin: str) -> tuple[str, str]:
        """A new site that counts automated browsers too: its script tag, and a token."""
        snippet = json.loads(
            self.balk("site", "add", name, "--origin", origin, "--include-bots", "--holdout", "0", "--json")
        )["snippet"]
        token = json.loads(self.balk("token", "add", "--site", name, "--json"))["token"]
        return snippet.replace("http://127.0.0.1:8000", self.url), token


def place(data: Path, database_url: str | None) -> list[str]:
    """The options that say where the data is."""
    return ["--data", str(data), *(["--database-url", database_url] if database_url else [])]


@contextmanager
def serving(folder: Path, database_url: str | None = None) -> Iterator[Running]:
    """`balk serve` on a data folder below `folder` and a free port, stopped at the end."""
    log = folder / "server.log"
    data = folder / "data"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALK_")}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "balk", "serve", *place(data, database_url), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
        )
        try:
            assert process.stdout is not None
            said = ""
            for line in process.stdout:
                said += line
                if "the data is in" in line:
                    break
            url = re.search(r"is at (\S+)", said)
            link = re.search(r"(\S+/setup/\S+)", said)
            assert url is not None, log.read_text()
            assert link is not None, said
            yield Running(url[1], link[1], data, log, database_url)
        finally:
            process.terminate()
            process.wait(30)
            if process.stdout is not None:
                process.stdout.close()
