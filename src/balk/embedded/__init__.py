"""The PostgreSQL in the data folder, and all the care it needs. A Balk on a database of the owner's uses none of it."""

from balk.embedded.cluster import BESIDE, Cluster, InUse, open_cluster
from balk.embedded.launch import ClusterFailed

__all__ = ["BESIDE", "Cluster", "ClusterFailed", "InUse", "open_cluster"]
