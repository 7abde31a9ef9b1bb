"""Success rules, on a cluster."""

from test_success_rules import *  # noqa: F403
