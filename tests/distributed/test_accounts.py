"""People, sessions, links, tokens, on a cluster."""

from test_accounts import *  # noqa: F403
