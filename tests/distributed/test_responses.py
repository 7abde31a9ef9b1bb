"""Responses, on a cluster."""

from report.test_responses import *  # noqa: F403
