"""The everyday tests, with a Chromium found or installed: `python tests/run.py [arguments for pytest]`.

Looked for in this order: BALK_TEST_CHROMIUM, Playwright's own, one on the path; else installed, by Playwright or by apt
where root may. Without one it fails, since a run that leaves the browser out has not passed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]

EVERYDAY = "not (faults or bench or canary or applications or engines)"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _works(path: str) -> bool:
    """Whether it starts: Playwright's own lacks system libraries on some machines."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [path, "--headless", "--disable-gpu", *sandbox, "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _found() -> str | None:
    given = os.environ.get("BALK_TEST_CHROMIUM")
    candidates = [given] if given else [_playwrights_own(), *map(shutil.which, NAMES)]
    return next((path for path in candidates if path and _works(path)), None)


def _tried(*command: str) -> bool:
    print("tests:", *command, file=sys.stderr, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, env=environment, check=False).returncode == 0


def _installed() -> str | None:
    if _tried(sys.executable, "-m", "playwright", "install", "chromium") and (found := _found()):
        return found
    may_apt = shutil.which("apt-get") and os.geteuid() == 0
    if may_apt and _tried("apt-get", "update", "-q"):
        for package in ("chromium", "chromium-headless-shell"):  # the second only makes them faster
            _tried("apt-get", "install", "-q", "-y", "--no-install-recommends", package)
    return _found()


def main() -> int:
    """Pytest's status, or 1 where no Chromium is to be had."""
    chromium = _found() or _installed()
    if chromium is None:
        print(
            "tests: no Chromium that starts was found, and none could be installed; install one, or name its program "
            "in BALK_TEST_CHROMIUM",
            file=sys.stderr,
        )
        return 1
    print(f"tests: in {chromium}", flush=True)
    side_by_side = ["-n", str(max(2, min((os.cpu_count() or 1) + 1, 4))), "--dist", "loadfile"]
    status = _pytest(chromium, *side_by_side, *sys.argv[1:])
    if status == 1:  # tests failed
        print("tests: what failed side by side with others is tried once more, alone", flush=True)
        status = _pytest(chromium, "--last-failed", *sys.argv[1:])
    return status


def _pytest(chromium: str, *arguments: str) -> int:
    """Its status."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", EVERYDAY, *arguments]
    environment = os.environ | {"BALK_TEST_CHROMIUM": chromium}
    return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
