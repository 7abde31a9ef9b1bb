"""Collecting: what pages send, from the request to the committed row, and the script that makes them send it."""

from balk.ingest.answering import raw_route
from balk.ingest.collect import collect
from balk.ingest.health import healthz, metrics
from balk.ingest.script import script

ROUTES = [
    raw_route(["/c/{key:str}", "/c"], collect),
    raw_route(["/s/{name:str}"], script),
    raw_route(["/healthz"], healthz),
    raw_route(["/metrics"], metrics),
]
