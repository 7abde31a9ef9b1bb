"""Which programs the browser tests drive."""

import os
import shutil
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHELL = ("chromium-headless-shell", "chrome-headless-shell")


def chromium() -> str | None:
    """The whole browser: BALK_TEST_CHROMIUM, else Playwright's own (None), else one on the path."""
    given = os.environ.get("BALK_TEST_CHROMIUM")
    if given or _playwrights("chromium-*"):
        return given
    return _on_path(WHOLE)


def headless_shell() -> str | None:
    """The same engine without the window around it, which opens a page three times faster, but has no autofill and
    keeps no pages to go back to: BALK_TEST_HEADLESS_SHELL, Playwright's own, or one on the path; else the whole one."""
    given = os.environ.get("BALK_TEST_HEADLESS_SHELL")
    own = _playwrights("chromium_headless_shell-*/*/*headless*shell*")
    return given or (str(own[0]) if own else None) or _on_path(SHELL) or chromium()


def _playwrights(pattern: str) -> list[Path]:
    kept = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return sorted(kept.glob(pattern), reverse=True)


def _on_path(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)
