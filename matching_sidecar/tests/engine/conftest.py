"""A market that stops and order groups are entered in."""

import pytest

from matching_sidecar.tests.desk import MM, Desk


@pytest.fixture
def desk() -> Desk:
    """Last trade 100; bids 9@99 9@98, asks 9@101 9@102."""
    desk = Desk()
    desk.enter("sell", 1, 100, account="ALPS-01")
    desk.enter("buy", 1, 100, account="NORD-02")
    for price in (99, 98):
        desk.enter("buy", 9, price, account=MM, cl_ord_id=f"b{price}")
    for price in (101, 102):
        desk.enter("sell", 9, price, account=MM, cl_ord_id=f"a{price}")
    return desk
