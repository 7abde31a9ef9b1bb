"""One form's report, on a cluster."""

from report.test_friction import *  # noqa: F403
