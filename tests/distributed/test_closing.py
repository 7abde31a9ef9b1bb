"""Closing, rollups, rebuilding, on a cluster."""

from views.test_closing import *  # noqa: F403
