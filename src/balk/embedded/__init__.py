"""The PostgreSQL in the data folder, and all the care it needs. A Balk on a database of the owner's uses none of it."""

from balk.embedded.cluster import Cluster, ClusterFailed, open_cluster

__all__ = ["Cluster", "ClusterFailed", "open_cluster"]
