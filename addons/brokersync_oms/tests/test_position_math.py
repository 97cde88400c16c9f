from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..position_math import Position


def position(*fills):
    """The position after fills written as (lots, price); negative lots sell."""
    result = Position()
    for lots, px in fills:
        result.fill("buy" if lots > 0 else "sell", abs(lots), Decimal(px))
    return result


@tagged("post_install", "-at_install")
class TestPositionMath(BaseCase):
    def assert_position(self, found, net_qty, avg_px, realized):
        self.assertEqual(
            (found.net_qty, found.avg_px, found.realized),
            (net_qty, Decimal(avg_px), Decimal(realized)),
        )

    def test_open(self):
        self.assert_position(position((3, "10")), 3, "10", "0")
        self.assert_position(position((-3, "10")), -3, "10", "0")

    def test_add_moves_the_average(self):
        self.assert_position(position((3, "10"), (1, "14")), 4, "11", "0")
        self.assert_position(position((-3, "10"), (-1, "14")), -4, "11", "0")

    def test_reduce_keeps_the_average_and_realizes(self):
        self.assert_position(position((4, "11"), (-1, "15")), 3, "11", "4")
        self.assert_position(position((-4, "11"), (1, "15")), -3, "11", "-4")

    def test_close(self):
        self.assert_position(position((4, "11"), (-4, "10.5")), 0, "0", "-2.0")

    def test_flip_through_zero_opens_at_the_fill_price(self):
        self.assert_position(position((4, "11"), (-6, "12")), -2, "12", "4")
        self.assert_position(position((-4, "11"), (6, "12")), 2, "12", "-4")

    def test_negative_prices(self):
        self.assert_position(position((2, "-36.98"), (-2, "10.01")), 0, "0", "93.98")

    def test_unrealized(self):
        self.assertEqual(position((4, "11")).unrealized(Decimal("12.5")), Decimal("6.0"))
        self.assertEqual(position((-4, "11")).unrealized(Decimal("12.5")), Decimal("-6.0"))

    def test_cash_flow_is_realized_minus_cost_to_the_last_digit(self):
        """Thirds do not come out even; what rounding takes from the cost must appear in the result."""
        fills = [
            (3, "10.01"),
            (4, "10.02"),
            (-1, "10.07"),
            (-2, "9.99"),
            (5, "10.13"),
            (-4, "10.2"),
            (-9, "10.05"),
        ] * 7
        found = position(*fills)
        cash = -sum(lots * Decimal(px) for lots, px in fills)
        self.assertEqual(cash, found.realized - found.cost)
