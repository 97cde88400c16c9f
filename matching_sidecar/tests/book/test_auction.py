"""The auction price: the cases of the rules, and any book against the rules spelled out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching_sidecar.book.auction import uncross

LEVELS = st.lists(st.tuples(st.integers(-5, 15), st.integers(1, 9)), max_size=6)
MARKET = st.integers(0, 9)
REFERENCE = st.none() | st.integers(-8, 18)


@pytest.mark.parametrize(
    ("bids", "asks", "market", "reference", "expected"),
    [
        pytest.param([(99, 5)], [(101, 5)], (0, 0), 100, None, id="not crossed"),
        pytest.param([], [], (0, 0), 100, None, id="empty"),
        pytest.param([(102, 5)], [(100, 9), (101, 5)], (0, 0), None, (100, 5, -4), id="sellers"),
        pytest.param([(102, 9), (101, 5)], [(100, 5)], (0, 0), None, (102, 5, 4), id="buyers"),
        pytest.param([(104, 5)], [(100, 5)], (0, 0), 101, (101, 5, 0), id="reference between"),
        pytest.param([(104, 5)], [(100, 5)], (0, 0), 90, (100, 5, 0), id="reference below"),
        pytest.param([(104, 5)], [(100, 5)], (0, 0), 190, (104, 5, 0), id="reference above"),
        pytest.param([(103, 5)], [(100, 5)], (0, 0), None, (101, 5, 0), id="the middle"),
        pytest.param([(-3, 5)], [(-6, 5)], (0, 0), None, (-5, 5, 0), id="negative middle"),
        pytest.param([], [], (7, 4), 100, (100, 4, 3), id="market orders only"),
        pytest.param([], [], (7, 4), None, None, id="market orders without a price"),
        pytest.param([], [(101, 3), (102, 3)], (5, 0), 50, (102, 5, -1), id="market buy"),
        pytest.param([(99, 3)], [], (5, 2), None, (99, 2, 6), id="market both, one limit"),
        pytest.param(
            [(102, 10), (101, 10)], [(100, 10), (101, 5)], (0, 0), None, (101, 15, 5), id="volume"
        ),
    ],
)
def test_rule(bids, asks, market, reference, expected):
    assert uncross(bids, asks, *market, reference) == expected


@given(LEVELS, LEVELS, MARKET, MARKET, REFERENCE)
def test_as_the_rules_say(bids, asks, market_buy, market_sell, reference):
    found = uncross(bids, asks, market_buy, market_sell, reference)
    prices = {price for price, _ in bids + asks}

    def at(price: int) -> tuple[int, int]:
        buy = market_buy + sum(lots for bid, lots in bids if bid >= price)
        sell = market_sell + sum(lots for ask, lots in asks if ask <= price)
        return min(buy, sell), buy - sell

    most = max((at(price)[0] for price in prices), default=0)
    if not prices and reference is not None:
        prices, most = {reference}, min(market_buy, market_sell)
    if not most:
        assert found is None
        return
    left = {price: at(price)[1] for price in prices if at(price)[0] == most}
    least = min(map(abs, left.values()))
    left = {price: surplus for price, surplus in left.items() if abs(surplus) == least}
    assert found is not None
    price, volume, surplus = found
    assert (volume, surplus) == at(price)
    assert volume == most
    if all(value > 0 for value in left.values()):
        assert price == max(left)
    elif all(value < 0 for value in left.values()):
        assert price == min(left)
    elif reference is None:
        assert price == (min(left) + max(left)) // 2
    elif min(left) <= reference <= max(left):
        assert price == reference
    else:
        assert price == min(left, key=lambda candidate: abs(candidate - reference))
