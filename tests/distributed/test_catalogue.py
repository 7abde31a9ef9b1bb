"""The ids of forms, fields and versions, on a cluster."""

from ingest.test_catalogue import *  # noqa: F403
