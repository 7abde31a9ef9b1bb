"""Exports, on a cluster."""

from report.test_export import *  # noqa: F403
