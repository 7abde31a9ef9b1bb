"""Collecting: what pages send, from the request to the committed row, and the script that makes them send it."""

from balk.ingest.collect import collect
from balk.ingest.health import healthz, metrics
from balk.ingest.script import script

ROUTES = [collect, script, healthz, metrics]
