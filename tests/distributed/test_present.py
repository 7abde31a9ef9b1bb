"""Whether there is a Citus cluster to try."""

import os

import pytest

from distributed.conftest import Cluster


@pytest.mark.skipif(not os.environ.get("BALK_CITUS_URL"), reason="no Citus: BALK_CITUS_URL names none")
def test_there_is_a_cluster(citus: Cluster) -> None:
    assert citus.dsn
