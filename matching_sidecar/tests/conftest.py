"""Fixtures that start a sidecar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matching_sidecar.tests.running import Running, Socket


@pytest.fixture
def sidecar(tmp_path) -> Iterator[Running]:
    """A sidecar of its own for one test."""
    with Running(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Running]:
    """A sidecar for all tests of a module that leave nothing behind."""
    with Running(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def trader(sidecar) -> Iterator[Socket]:
    """Ann of NORD, logged in."""
    with sidecar.login() as socket:
        yield socket
