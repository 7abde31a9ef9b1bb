"""What a run says below its tests: told by the process that knows it, printed by the one that has the terminal."""

from typing import Any

import pytest

_sections: dict[str, list[str]] = {}


def tell(config: pytest.Config, title: str, lines: list[str]) -> None:
    """To be printed at the end, in a section of that title."""
    sections = getattr(config, "workeroutput", {}).setdefault("told", {}) if is_worker(config) else _sections
    sections.setdefault(title, []).extend(lines)


def is_worker(config: pytest.Config) -> bool:
    """One of several processes, which shares the tests with others."""
    return hasattr(config, "workeroutput")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, lines in _sections.items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # Any: of a plugin without types
    for title, lines in getattr(node, "workeroutput", {}).get("told", {}).items():
        _sections.setdefault(title, []).extend(lines)
