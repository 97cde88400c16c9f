"""A real NATS server; three of them, and their deaths, are in tests/ha."""

from __future__ import annotations

from itertools import count

import pytest

from matching_sidecar.journal.jetstream.settings import Servers
from tools.lab.nats import LabNats

NUMBERS = count(1)


@pytest.fixture(scope="package")
def nats(tmp_path_factory):
    with LabNats(tmp_path_factory.mktemp("nats"), nodes=1) as running:
        yield running


@pytest.fixture
def servers(nats):
    return Servers(nats.servers, replicas=1)


@pytest.fixture
def shard_name():
    """A shard nobody has used."""
    return f"shard{next(NUMBERS)}"
