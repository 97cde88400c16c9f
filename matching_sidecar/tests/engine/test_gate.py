"""The pre-trade gate: each right once allowed and once refused."""

import msgspec
import pytest

from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow
from matching_sidecar.tests.desk import CL, FIRMS, ROWS, Desk, short

NORD = next(row for row in ROWS if row.code == "NORD-01")


def change(row, **values):
    return msgspec.structs.replace(row, version=row.version + 1, **values)


def verdict(desk: Desk, side="buy", qty=5, price=10_000, **more) -> str:
    event = desk.enter(side, qty, price, **more)[0]
    return event.code


@pytest.mark.parametrize(
    ("rows", "allowed", "refused", "code"),
    [
        ((change(NORD, max_order_qty=5),), {"qty": 5}, {"qty": 6}, "ORDER_QTY_LIMIT"),
        ((change(FIRMS[0], max_order_qty=5),), {"qty": 5}, {"qty": 6}, "ORDER_QTY_LIMIT"),
        ((change(CL, max_order_qty=5),), {"qty": 5}, {"qty": 6}, "ORDER_QTY_LIMIT"),
        ((change(NORD, max_notional=500_000),), {"qty": 5}, {"qty": 6}, "NOTIONAL_LIMIT"),
        ((change(FIRMS[0], max_notional=500_000),), {"qty": 5}, {"qty": 6}, "NOTIONAL_LIMIT"),
        ((change(NORD, position_limit=5),), {"qty": 5}, {"qty": 6}, "POSITION_LIMIT"),
        ((change(FIRMS[0], position_limit=5),), {"qty": 5}, {"qty": 6}, "POSITION_LIMIT"),
        ((change(NORD, position_limits={"CLF27": 5}),), {"qty": 5}, {"qty": 6}, "POSITION_LIMIT"),
        ((change(CL, lot=5),), {"qty": 5}, {"qty": 6}, "INVALID_QTY"),
        (
            (change(CL, band_pct=10.0, reference_price=100.0),),
            {"price": 11_000},
            {"price": 11_001},
            "PRICE_BAND",
        ),
        (
            (change(CL, band_pct=10.0, reference_price=100.0),),
            {"price": 9_000},
            {"price": 8_999},
            "PRICE_BAND",
        ),
        ((change(NORD, products=("CL",)),), {}, {"symbol": "NGF27"}, "NOT_PERMITTED"),
        ((), {"price": 1}, {"price": 0}, "PRICE_BAND"),
    ],
)
def test_limits(rows, allowed, refused, code):
    assert verdict(Desk(*ROWS, *rows), **allowed) == ""
    assert verdict(Desk(*ROWS, *rows), **refused) == code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (change(NORD, active=False), "ACCOUNT_INACTIVE"),
        (change(FIRMS[0], active=False), "FIRM_INACTIVE"),
        (change(CL, active=False), "EXCHANGE_CLOSED"),
    ],
)
def test_inactive_is_refused_and_active_again_allowed(row, code):
    desk = Desk(*ROWS, row)
    assert verdict(desk) == code
    desk.define(change(row, active=True))
    assert verdict(desk) == ""


def test_negative_prices_where_the_instrument_allows_them():
    assert verdict(Desk(), price=-3_698) == "PRICE_BAND"
    assert verdict(Desk(*ROWS, change(CL, negative_price=True)), price=-3_698) == ""


def test_position_limit_counts_position_and_open_orders_of_the_worst_case():
    desk = Desk(*ROWS, change(NORD, position_limit=10))
    desk.enter("sell", 6, 10_000, account="HOUSE-MM1")
    assert verdict(desk, "buy", 6) == ""  # filled: long 6
    assert verdict(desk, "buy", 4, 9_990, cl_ord_id="rest") == ""
    assert verdict(desk, "buy", 1, 9_990) == "POSITION_LIMIT"
    assert verdict(desk, "sell", 16, 10_100) == ""  # down to short 10
    assert verdict(desk, "sell", 1, 10_100) == "POSITION_LIMIT"
    desk.cancel("rest")
    assert verdict(desk, "buy", 4, 9_990) == ""


def test_firm_limit_sums_its_accounts():
    desk = Desk(*ROWS, change(FIRMS[0], position_limit=10))
    assert verdict(desk, qty=6) == ""
    assert verdict(desk, qty=5, account="NORD-02") == "POSITION_LIMIT"
    assert verdict(desk, qty=5, account="ALPS-01") == ""


def test_an_account_that_moves_to_another_firm_takes_its_exposure_along():
    desk = Desk(*ROWS, change(FIRMS[1], position_limit=10))
    desk.enter("buy", 8, 10_000)
    desk.define(change(NORD, firm="ALPS"))
    assert desk.engine.firms["NORD"].exposure("CLF27").open_buy == 0
    assert verdict(desk, qty=3, account="ALPS-01") == "POSITION_LIMIT"
    assert verdict(desk, qty=2, account="ALPS-01") == ""


def test_rate_lets_a_burst_of_one_second_through_then_the_rate():
    desk = Desk(*ROWS, change(NORD, rate=10))
    codes = [verdict(desk, qty=1, price=9_000 + i) for i in range(12)]
    assert codes == [""] * 10 + ["THROTTLED"] * 2
    for _ in range(100_000):
        next(desk.clock)  # a tenth of a millisecond later: still nothing
    assert verdict(desk, qty=1) == "THROTTLED"


def test_an_account_of_an_unknown_firm_may_not_trade():
    row = AccountRow("LOST-01", 1, "LOST")
    desk = Desk(row, InstrumentRow("CLF27", 1, "CL", 1, 100))
    assert verdict(desk, account="LOST-01") == "FIRM_INACTIVE"
    desk.define(FirmRow("LOST", 2))
    assert verdict(desk, account="LOST-01") == ""


def test_older_reference_rows_are_ignored():
    desk = Desk(*ROWS, change(NORD, active=False))
    desk.define(NORD)
    assert verdict(desk) == "ACCOUNT_INACTIVE"


@pytest.mark.parametrize(
    "values",
    [
        {"tick_num": 0},
        {"tick_den": -1},
        {"lot": 0},
        {"multiplier": float("nan")},
        {"reference_price": float("inf")},
    ],
)
def test_instruments_that_cannot_be_traded_are_refused(values):
    with pytest.raises(ValueError, match="CLF27"):
        change(CL, **values)


@pytest.mark.parametrize(
    ("tick", "price", "ticks"),
    [
        ((1, 100), 80.25, 8025),
        ((1, 4), 412.25, 1649),
        ((1, 4), 412.3, None),
        ((1, 100), -36.98, -3698),
        ((5, 10_000), 4.1235, 8247),
        ((1, 100), 80.255, None),
        ((1, 100), 1e300, None),
    ],
)
def test_prices_and_ticks(tick, price, ticks):
    row = InstrumentRow("X", 1, "X", *tick)
    assert row.to_ticks(price) == ticks
    if ticks is not None:
        assert row.to_price(ticks) == price


def test_reports_of_the_gate_are_events():
    desk = Desk(*ROWS, change(NORD, max_order_qty=5))
    assert short(desk.enter("buy", 6, 1, cl_ord_id="x")) == ["rejected x ORDER_QTY_LIMIT"]
