"""What an owner names, hides and merges, on a cluster."""

from report.test_form_settings import *  # noqa: F403
