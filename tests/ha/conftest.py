"""A shard on several processes: NATS servers, sidecars and relays that are really killed."""

import pytest

from tests.faults.conftest import ROWS
from tools.lab.cluster import LabCluster


@pytest.fixture(scope="package")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster")
    with LabCluster(folder, ROWS, patience=20, cuttable=True) as started:
        yield started


@pytest.fixture
def cluster(running):
    """Three NATS servers, two sidecars, a relay: all of them up, whatever the last test did."""
    running.mend()
    return running
