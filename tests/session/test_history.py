"""The price history is real and there for every product the demo trades."""

import re
from pathlib import Path

import pytest

from tools.session import history
from tools.session.path import WINDOW

DEMO = Path(__file__).parents[2] / "addons/brokersync_oms/demo/brokersync_instrument_demo.xml"


def test_every_demo_product_has_a_window_of_history():
    products = re.findall(r'name="product">(\w+)<', DEMO.read_text())

    assert len(products) == 8
    for product in products:
        assert len(history.prices(product)) >= WINDOW, product


@pytest.mark.parametrize(
    ("product", "first", "last"),
    [
        ("CL", 25.56, 46.92),  # FRED DCOILWTICO, 2 January 1986 and 3 January 2019
        ("BZ", 18.58, 63.83),  # 15 May 1987 and 15 January 2020
        ("NG", 6.24, 2.82),  # EIA Henry Hub, 2 January 2018 and 18 August 2026
        ("ZC", 105.6, 216.17),  # Pink Sheet maize, January 1990 and May 2026
    ],
)
def test_the_series_are_the_published_ones(product, first, last):
    prices = history.prices(product)

    assert (prices[0], prices[-1]) == (first, last)


def test_prices_are_positive():
    for product in history.SOURCES:
        assert min(history.prices(product)) > 0, product


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr("sys.path", [])

    with pytest.raises(FileNotFoundError, match="arch"):
        history.prices.__wrapped__("CL")


def test_an_unknown_product_has_no_history():
    with pytest.raises(KeyError):
        history.prices("XX")
