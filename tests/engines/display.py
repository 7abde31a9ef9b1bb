"""A screen that nobody sees: WebKitGTK hangs without one."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def display() -> Iterator[str]:
    """The name of a new X display. Raises LookupError where there is no Xvfb."""
    program = shutil.which("Xvfb")
    if not program:
        raise LookupError("no screen for WebKit: apt-get install xvfb")
    command = [program, "-displayfd", "1", "-screen", "0", "1600x1400x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield ":" + server.stdout.readline().strip()
        finally:
            server.terminate()


def within(name: str) -> dict[str, str]:
    """The environment of a program that shows itself there."""
    return {**os.environ, "DISPLAY": name, "GDK_BACKEND": "x11"}
