"""What is written, and when it is said to be, on a cluster."""

from ingest.conftest import server  # noqa: F401  # a fixture
from ingest.test_writer import *  # noqa: F403
