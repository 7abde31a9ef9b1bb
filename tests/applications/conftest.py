"""The browser of tests/browser."""

from browser.conftest import browser

__all__ = ["browser"]
