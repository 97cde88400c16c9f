"""Sidecar processes that are killed, stopped and starved for real."""

import pytest

from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow
from tools.lab.sidecar import LabSidecar

ROWS = [
    FirmRow("NORD", 1),
    FirmRow("ALPS", 2),
    AccountRow("NORD-01", 3, "NORD"),
    AccountRow("ALPS-01", 4, "ALPS"),
    InstrumentRow("CLF27", 5, "CL", 1, 100, multiplier=1000.0),
]


@pytest.fixture
def lab(tmp_path):
    """A sidecar in a folder, not started yet; ended with the test."""
    sidecar = LabSidecar(tmp_path, ROWS)
    yield sidecar
    sidecar.kill()
