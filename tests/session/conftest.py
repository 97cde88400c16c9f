"""A sidecar process with the rows of ``exchange``."""

import pytest

from tests.session.exchange import ROWS
from tools.lab.sidecar import LabSidecar


@pytest.fixture(scope="module")
def sidecar(tmp_path_factory):
    with LabSidecar(tmp_path_factory.mktemp("sidecar"), ROWS) as lab:
        yield lab
