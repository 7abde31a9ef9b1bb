"""What `/metrics` shows of this process. With several workers each request for it sees one of them."""

import math

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Meters:
    """Counters and histograms of collecting, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "balk_collect_requests", "Requests for POST /c/KEY, by status.", ["status"], registry=self.registry
        )
        self.refusals = Counter(
            "balk_collect_refusals", "Requests refused, by reason.", ["reason"], registry=self.registry
        )
        self.waiting = Gauge("balk_collect_waiting_requests", "Requests waiting for a commit.", registry=self.registry)
        self.flush_requests = Histogram(
            "balk_flush_requests",
            "Requests committed together.",
            buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
            registry=self.registry,
        )
        self.flush_seconds = Histogram(
            "balk_flush_seconds",
            "Time from the beginning of a flush to its commit.",
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2),
            registry=self.registry,
        )
        self.snapshots = Counter(
            "balk_snapshots_stored", "Snapshots of views committed, older ones included.", registry=self.registry
        )
        self.disk_free = Gauge(
            "balk_disk_free_bytes",
            "Room for the embedded database; NaN where the database is the owner's.",
            registry=self.registry,
        )
        self.disk_free.set(math.nan)
        self.accepted = self.requests.labels("204")

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
