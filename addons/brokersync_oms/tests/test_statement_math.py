from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..position_math import Position
from ..statement import Fill, fold


def trade(key, side, qty, px, instrument="CL", **values):
    return Fill(
        **{
            "key": key,
            "ref": 0,
            "ts": key,
            "exec_type": "trade",
            "instrument": instrument,
            "side": side,
            "qty": qty,
            "px": Decimal(str(px)),
            **values,
        }
    )


@st.composite
def histories(draw):
    """Trades, some of them cancelled or corrected later."""
    fills, alive = [], []
    for key in range(1, draw(st.integers(1, 30))):
        kind = draw(st.sampled_from(["trade", "trade", "trade", "trade_cancel", "trade_correct"]))
        if kind == "trade" or not alive:
            side, qty = draw(st.sampled_from(["buy", "sell"])), draw(st.integers(1, 9))
            new = trade(key, side, qty, draw(st.integers(-50, 50)), draw(st.sampled_from("AB")))
            alive.append(new)
        else:
            of = draw(st.sampled_from(alive))
            px = of.px if kind == "trade_cancel" else Decimal(draw(st.integers(-50, 50)))
            new = trade(key, of.side, of.qty, px, of.instrument, ref=of.key, exec_type=kind)
            if kind == "trade_cancel":
                alive.remove(of)
        fills.append(new)
    return fills


@tagged("post_install", "-at_install")
class TestStatementMath(BaseCase):
    def test_a_months_trading(self):
        """Held 10 at 60; bought 5 at 66, sold 12 at 70: the average is 62, 12 lots earn 8 points each, 3 stay."""
        line = fold(
            [trade(1, "buy", 10, 60), trade(5, "buy", 5, 66), trade(6, "sell", 12, 70)], start=5
        )["CL"]
        self.assertEqual((line.opening.net_qty, line.bought, line.sold), (10, 5, 12))
        self.assertEqual((line.closing.net_qty, line.closing.avg_px), (3, 62))
        self.assertEqual(line.realized, 96)

    def test_a_cancelled_trade_leaves_nothing(self):
        fills = [trade(1, "buy", 4, 60), trade(2, "buy", 4, 60, ref=1, exec_type="trade_cancel")]
        line = fold(fills, start=1)["CL"]
        self.assertFalse(line.moved)
        self.assertEqual(line.realized, 0)

    def test_a_trade_corrected_twice_stands_at_its_last_price(self):
        fills = [
            trade(1, "buy", 4, 60),
            trade(2, "buy", 4, 61, ref=1, exec_type="trade_correct"),
            trade(3, "buy", 4, 59, ref=1, exec_type="trade_correct"),
        ]
        line = fold(fills, start=1)["CL"]
        self.assertEqual((line.closing.net_qty, line.closing.avg_px), (4, 59))
        self.assertEqual((line.bought, line.sold), (4, 0))

    @given(histories(), st.integers(0, 30))
    def test_two_periods_are_one(self, fills, cut):
        """What one statement closes with, the next opens with; results add up; quantities are the positions' change."""
        whole = fold(fills, start=0)
        first = fold([fill for fill in fills if fill.ts < cut], start=0)
        second = fold(fills, start=cut)
        for instrument, line in whole.items():
            one = first.get(instrument)
            two = second[instrument]
            self.assertEqual(two.closing, line.closing)
            self.assertEqual(two.opening, one.closing if one else Position())
            self.assertEqual((one.realized if one else 0) + two.realized, line.realized)
            self.assertEqual(two.closing.net_qty - two.opening.net_qty, two.bought - two.sold)
