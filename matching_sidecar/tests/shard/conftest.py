"""Fixtures of the shard's tests."""

import pytest


@pytest.fixture(params=["process", "disk"])
def durability(request):
    return request.param
