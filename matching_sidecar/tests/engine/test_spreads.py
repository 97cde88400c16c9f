"""Calendar spreads: their own book, and against the outrights (docs/matching.md)."""

from __future__ import annotations

import msgspec
import pytest

from matching_sidecar.engine import state
from matching_sidecar.model import enums
from matching_sidecar.model.events import Event, Execution
from matching_sidecar.model.reference import AccountRow, InstrumentRow, Leg
from matching_sidecar.tests.desk import ACCOUNTS, FIRMS, Desk, short

NEAR = InstrumentRow("CLF27", 1, "CL", 1, 100)
FAR = InstrumentRow("CLG27", 1, "CL", 1, 100)
SPREAD = InstrumentRow(
    "CLF27-CLG27",
    1,
    "CL",
    1,
    100,
    negative_price=True,
    legs=(Leg("CLG27", -1), Leg("CLF27", 1)),
)
ALL = (*FIRMS, *ACCOUNTS, NEAR, FAR, SPREAD)


class SpreadDesk(Desk):
    """A desk where F is offered at 105 and bid at 100, G offered at 95 and bid at 90: the spread
    can be bought at 15 and sold at 5."""

    def __init__(self, *rows) -> None:
        super().__init__(*(rows or ALL))
        for name, symbol, bid, ask in (("f", "CLF27", 100, 105), ("g", "CLG27", 90, 95)):
            self.quote("buy", 4, bid, symbol=symbol, cl_ord_id=f"{name}-bid")
            self.quote("sell", 3, ask, symbol=symbol, cl_ord_id=f"{name}-ask")

    def quote(self, side: str, qty: int, price: int, symbol: str, **more) -> list[Event]:
        more = {"account": "HOUSE-MM1", "tif": "gtc"} | more
        return self.enter(side, qty, price, symbol=symbol, **more)

    def spread(self, side: str, qty: int, price: int | None, **more) -> list[Event]:
        return self.enter(side, qty, price, symbol=SPREAD.code, **more)

    def net(self, account: str, symbol: str) -> int:
        return self.engine.accounts[account].exposure(symbol).net


def fills(events: list[Event]) -> list[str]:
    """Fills as ``multileg s buy CLF27-CLG27 3@15 #1``."""
    return [
        f"{enums.MULTILEG_NAMES[e.leg]} {e.cl_ord_id} {enums.SIDE_NAMES[e.side]} {e.symbol} "
        f"{e.last_qty}@{e.last_price} #{e.trade_id}"
        for e in events
        if isinstance(e, Execution) and e.last_qty
    ]


def test_buys_one_leg_and_sells_the_other():
    desk = SpreadDesk()
    events = desk.spread("buy", 3, 15, cl_ord_id="s")
    assert fills(events) == [
        "multileg s buy CLF27-CLG27 3@15 #1",
        "leg s buy CLF27 3@105 #2",
        "single f-ask sell CLF27 3@105 #2",
        "leg s sell CLG27 3@90 #3",
        "single g-bid buy CLG27 3@90 #3",
    ]
    assert [e.seq for e in events] == list(range(events[0].seq, events[0].seq + 6))
    spread, leg = events[1], events[2]
    assert (spread.liquidity, leg.liquidity, events[3].liquidity) == (2, 2, 1)
    assert (leg.order_id, leg.cum, leg.leaves, leg.cum_value) == (spread.order_id, 3, 0, 45)
    assert leg.ord_status == enums.FILLED
    assert desk.book("CLF27") == "4@100 | "
    assert desk.book("CLG27") == "1@90 | 3@95"
    assert (desk.net("NORD-01", "CLF27"), desk.net("NORD-01", "CLG27")) == (3, -3)
    assert (desk.net("HOUSE-MM1", "CLF27"), desk.net("HOUSE-MM1", "CLG27")) == (-3, 3)
    instruments = desk.engine.instruments
    assert instruments[SPREAD.code].last_price == 15
    assert instruments["CLF27"].last_price is None
    assert (instruments["CLF27"].volume, instruments["CLF27"].value) == (3, 315)


def test_sells_one_leg_and_buys_the_other():
    assert fills(SpreadDesk().spread("sell", 2, 5, cl_ord_id="s")) == [
        "multileg s sell CLF27-CLG27 2@5 #1",
        "leg s sell CLF27 2@100 #2",
        "single f-bid buy CLF27 2@100 #2",
        "leg s buy CLG27 2@95 #3",
        "single g-ask sell CLG27 2@95 #3",
    ]


def test_trades_no_worse_than_its_limit_and_rests():
    desk = SpreadDesk()
    assert short(desk.spread("buy", 2, 14, cl_ord_id="s")) == ["new s"]
    assert desk.book(SPREAD.code) == "2@14 | "


def test_the_better_of_both_and_its_own_book_when_equal():
    desk = SpreadDesk()
    for price in (14, 15, 16):
        desk.spread("sell", 1, price, account="ALPS-01", cl_ord_id=f"own{price}")
    found = fills(desk.spread("buy", 6, 16, cl_ord_id="s"))
    assert [line for line in found if line.startswith("multileg s")] == [
        "multileg s buy CLF27-CLG27 1@14 #1",
        "multileg s buy CLF27-CLG27 1@15 #4",
        "multileg s buy CLF27-CLG27 3@15 #7",
        "multileg s buy CLF27-CLG27 1@16 #10",
    ]


def test_spread_against_spread():
    desk = SpreadDesk()
    desk.quote("buy", 1, 102, "CLF27")
    desk.quote("sell", 1, 102, "CLF27", account="ALPS-01")  # F's last trade
    desk.spread("sell", 2, 8, account="ALPS-01", cl_ord_id="m")
    assert fills(desk.spread("buy", 2, 8, cl_ord_id="t")) == [
        "multileg t buy CLF27-CLG27 2@8 #2",
        "multileg m sell CLF27-CLG27 2@8 #2",
        "leg t buy CLF27 2@102 #3",
        "leg m sell CLF27 2@102 #3",
        "leg t sell CLG27 2@94 #4",
        "leg m buy CLG27 2@94 #4",
    ]
    assert (desk.net("NORD-01", "CLF27"), desk.net("NORD-01", "CLG27")) == (2, -2)
    assert (desk.net("ALPS-01", "CLF27"), desk.net("ALPS-01", "CLG27")) == (-3, 2)
    assert desk.net("NORD-01", SPREAD.code) == 0
    assert desk.engine.instruments["CLF27"].last_price == 102


def test_several_orders_of_a_level_one_after_the_other():
    desk = SpreadDesk()
    desk.quote("sell", 9, 105, "CLF27", account="ALPS-01", display_qty=2, cl_ord_id="berg")
    found = fills(desk.spread("buy", 6, 15, cl_ord_id="s"))
    assert [line.rsplit(" ", 1)[0] for line in found if line.startswith("single")] == [
        "single f-ask sell CLF27 3@105",
        "single g-bid buy CLG27 3@90",
        "single berg sell CLF27 1@105",
        "single g-bid buy CLG27 1@90",
    ]
    assert desk.book("CLF27") == "4@100 | 1@105"
    assert desk.book(SPREAD.code) == "2@15 | "


def test_a_resting_spread_order_trades_when_an_outright_makes_it_possible():
    desk = SpreadDesk()
    desk.spread("buy", 5, 12, cl_ord_id="low")
    desk.spread("buy", 3, 13, cl_ord_id="high")
    assert desk.book(SPREAD.code) == "3@13 5@12 | "
    found = desk.quote("sell", 5, 102, "CLF27", account="ALPS-01", cl_ord_id="n")
    assert [line.rsplit(" ", 1)[0] for line in fills(found)] == [
        "multileg high buy CLF27-CLG27 3@12",
        "leg high buy CLF27 3@102",
        "single n sell CLF27 3@102",
        "leg high sell CLG27 3@90",
        "single g-bid buy CLG27 3@90",
        "multileg low buy CLF27-CLG27 1@12",
        "leg low buy CLF27 1@102",
        "single n sell CLF27 1@102",
        "leg low sell CLG27 1@90",
        "single g-bid buy CLG27 1@90",
    ]
    assert desk.book(SPREAD.code) == "4@12 | "
    assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 4
    assert desk.engine.accounts["NORD-01"].exposure("CLG27").open_sell == 4


def test_all_three_must_be_open():
    for symbol in ("CLF27", "CLG27"):
        desk = SpreadDesk()
        desk.phase("halted", symbol)
        assert short(desk.spread("buy", 2, 15, cl_ord_id="s")) == ["new s"]
        assert fills(desk.phase("open", symbol))[0] == "multileg s buy CLF27-CLG27 2@15 #1"
    desk = SpreadDesk()
    desk.phase("pre_open", SPREAD.code)
    assert short(desk.spread("buy", 2, 15, cl_ord_id="s")) == ["new s"]
    assert fills(desk.phase("open", SPREAD.code))[0] == "multileg s buy CLF27-CLG27 2@15 #1"


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"price": 15, "tif": "fok"}, ["new s", "canceled s FOK_UNFILLED"]),
        ({"price": 15, "all_or_none": True}, ["new s"]),
        ({"price": 15, "min_qty": 1, "tif": "ioc"}, ["new s", "canceled s MIN_QTY_UNFILLED"]),
        ({"price": 15, "post_only": True}, ["rejected s POST_ONLY"]),
        ({"price": 14, "post_only": True}, ["new s"]),
    ],
)
def test_conditions(terms, expected):
    assert short(SpreadDesk().spread("buy", 2, cl_ord_id="s", **terms)) == expected


def test_market_orders_take_the_implied_price():
    desk = SpreadDesk()
    events = desk.spread("buy", 5, None, cl_ord_id="m")
    assert fills(events)[0] == "multileg m buy CLF27-CLG27 3@15 #1"
    assert short(events)[-1] == "canceled m MARKET_RESIDUAL"


def test_market_to_limit_takes_the_implied_price():
    desk = SpreadDesk()
    desk.spread("buy", 5, None, ord_type="market_to_limit", tif="day")
    assert desk.book(SPREAD.code) == "2@15 | "


@pytest.mark.parametrize("halting", [NEAR, FAR, SPREAD])
def test_no_implied_price_beyond_a_halt_band(halting):
    row = msgspec.structs.replace(halting, version=2, halt_pct=2.0, reference_price=1.0)
    desk = SpreadDesk()
    desk.define(row)
    assert short(desk.spread("buy", 2, 15, cl_ord_id="s")) == ["new s"]
    assert desk.status(SPREAD.code) == desk.status() == "open"


def test_limits_are_checked_on_both_legs():
    limited = AccountRow("NORD-01", 2, "NORD", position_limits={"CLG27": 5})
    desk = SpreadDesk()
    desk.define(limited)
    assert short(desk.spread("buy", 6, 1, cl_ord_id="a")) == ["rejected a POSITION_LIMIT"]
    assert short(desk.spread("buy", 5, 1, cl_ord_id="b")) == ["new b"]
    assert short(desk.enter("sell", 1, 99, symbol="CLG27", cl_ord_id="c")) == [
        "rejected c POSITION_LIMIT"
    ]
    desk.cancel("b")
    assert short(desk.enter("sell", 1, 99, symbol="CLG27", cl_ord_id="d")) == ["new d"]


def test_an_auction_of_spreads():
    desk = SpreadDesk()
    desk.phase("pre_open", SPREAD.code)
    desk.spread("sell", 1, 10, account="ALPS-01", cl_ord_id="s")
    desk.spread("buy", 1, 10, cl_ord_id="b")
    events = desk.phase("open", SPREAD.code)
    assert fills(events) == [
        "multileg b buy CLF27-CLG27 1@10 #1",
        "multileg s sell CLF27-CLG27 1@10 #1",
        "leg b buy CLF27 1@10 #2",
        "leg s sell CLF27 1@10 #2",
        "leg b sell CLG27 1@0 #3",
        "leg s buy CLG27 1@0 #3",
    ]
    assert {e.liquidity for e in events} == {enums.AUCTION}


def test_implied_trades_move_no_stops_of_the_outrights_but_those_of_the_spread():
    desk = SpreadDesk()
    desk.enter("buy", 1, ord_type="stop", stop_price=105, tif="day", cl_ord_id="outright")
    desk.spread("buy", 1, None, ord_type="stop", stop_price=15, tif="day", cl_ord_id="spread")
    found = short(desk.spread("buy", 1, 15, account="ALPS-01", cl_ord_id="t"))
    assert [line for line in found if line.startswith("triggered")] == ["triggered spread 1/1"]


def test_without_its_legs_it_is_not_traded():
    desk = Desk(*FIRMS, *ACCOUNTS, NEAR, SPREAD)
    assert desk.enter("buy", 1, 5, symbol=SPREAD.code)[0].code == "EXCHANGE_CLOSED"
    desk.define(msgspec.structs.replace(FAR, tick_num=5))
    assert desk.enter("buy", 1, 5, symbol=SPREAD.code)[0].code == "EXCHANGE_CLOSED"
    desk.define(msgspec.structs.replace(FAR, version=2))
    assert desk.enter("buy", 1, 5, symbol=SPREAD.code)[0].code == ""


def test_nothing_is_implied_while_a_leg_has_another_tick():
    desk = SpreadDesk()
    desk.spread("buy", 1, 12, cl_ord_id="s")
    desk.define(msgspec.structs.replace(FAR, version=2, tick_num=5))
    desk.quote("buy", 1, 90, "CLG27")
    assert len(desk.quote("sell", 1, 101, "CLF27")) == 1


def test_survives_a_restart():
    desk = SpreadDesk()
    desk.spread("buy", 3, 12, cl_ord_id="s")
    again = state.restore(state.dump(desk.engine))
    assert state.digest(again) == state.digest(desk.engine)
    desk.engine = again
    assert len(fills(desk.quote("sell", 3, 102, "CLF27", account="ALPS-01"))) == 5
    assert desk.engine.accounts["NORD-01"].exposure("CLF27").open_buy == 0


def test_legs_of_another_ratio_are_refused():
    with pytest.raises(ValueError, match="a spread has two legs"):
        InstrumentRow("X", 1, "CL", 1, 100, legs=(Leg("CLF27", 1), Leg("CLG27", -2)))


def test_reduce_only_orders_of_a_leg_follow_the_trades_of_spreads():
    desk = SpreadDesk()
    desk.enter("buy", 3, 105)
    desk.enter("sell", 3, 110, reduce_only=True, cl_ord_id="r")
    desk.spread("buy", 2, 10, account="ALPS-01")
    words = short(desk.spread("sell", 2, 10))
    assert words[-1] == "restated r 1/1 REDUCE_ONLY"
