"""The rules of price alerts: no database, no sidecar."""

import unittest
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..alerts.conditions import (
    Averages,
    Change,
    Level,
    RelativeStrength,
    Spread,
    TimeOfDay,
    Volume,
    bar_crosses,
)
from ..alerts.evaluate import Alert, Standing, evaluate
from ..alerts.history import MINUTE, SECOND, Bar, History
from ..alerts.indicators import moving_average, relative_strength

START = 1_790_000_040 * SECOND  # 14:14 UTC

PRICES = st.lists(st.integers(95, 105), min_size=2, max_size=30)


def bars(prices, step=SECOND, start=START):
    """One bar a price, each a single trade of one contract."""
    return [Bar(start + n * step, p, p, p, p, 1) for n, p in enumerate(prices)]


def market(prices, **others):
    return {
        "A": History(bars(prices), []),
        **{name: History(bars(values), []) for name, values in others.items()},
    }


def look(condition, market, until=START + 3600 * SECOND, **options):
    """Seconds after the start at which an alert of one condition fires."""
    alert = Alert(((condition,),), **options)
    _standing, fired = evaluate(alert, Standing(START), market, until)
    return [(moment - START) // SECOND for moment in fired]


@tagged("post_install", "-at_install")
class TestIndicators(unittest.TestCase):
    def test_moving_average(self):
        self.assertEqual(moving_average([1, 2, 3, 4], 2), [None, 1.5, 2.5, 3.5])

    def test_relative_strength_by_hand(self):
        """Changes +1, −1, +2 with length 2: gain 0.5, loss 0.5 → 50; then gain 1.25, loss 0.25 → 83.33."""
        values = relative_strength([10, 11, 10, 12], 2)
        self.assertEqual(values[:2], [None, None])
        self.assertAlmostEqual(values[2], 50)
        self.assertAlmostEqual(values[3], 100 * 1.25 / 1.5)

    def test_relative_strength_at_its_ends(self):
        self.assertEqual(relative_strength([1, 2, 3, 4], 2)[-1], 100)
        self.assertEqual(relative_strength([4, 3, 2, 1], 2)[-1], 0)
        self.assertEqual(relative_strength([1, 1, 1, 1], 2)[-1], 50)

    @given(PRICES, st.integers(1, 10))
    def test_relative_strength_is_a_share(self, prices, length):
        for value in relative_strength(prices, length):
            self.assertTrue(value is None or 0 <= value <= 100)

    @given(PRICES, st.integers(1, 10))
    def test_the_average_lies_between_the_lowest_and_the_highest(self, prices, length):
        for end, value in enumerate(moving_average(prices, length), 1):
            if value is not None:
                part = prices[end - length : end]
                self.assertTrue(min(part) <= value <= max(part))


@tagged("post_install", "-at_install")
class TestLevel(unittest.TestCase):
    def test_crossing_up(self):
        condition = Level("A", 100, up=True, cross=True)
        self.assertEqual(look(condition, market([99, 99, 100, 101])), [3])
        self.assertEqual(look(condition, market([101, 102, 103])), [])

    def test_crossing_down(self):
        condition = Level("A", 100, up=False, cross=True)
        self.assertEqual(look(condition, market([101, 101, 100, 99])), [3])
        self.assertEqual(look(condition, market([99, 98, 97])), [])

    def test_touched_within_a_second_and_gone_again(self):
        spike = Bar(START + SECOND, 99, 100.5, 98, 99, 3)
        seconds = [*bars([99]), spike, *bars([99], start=START + 2 * SECOND)]
        history = {"A": History(seconds, [])}
        self.assertEqual(look(Level("A", 100, up=True, cross=True), history), [2])
        self.assertEqual(look(Level("A", 98, up=False, cross=True), history), [2])

    def test_being_above_is_told_once(self):
        condition = Level("A", 100, up=True, cross=False)
        self.assertEqual(look(condition, market([100, 101, 102]), repeat=True), [1])

    def test_again_after_it_came_back(self):
        condition = Level("A", 100, up=True, cross=False)
        prices = [101, 99, 101, 99, 101]
        self.assertEqual(look(condition, market(prices), repeat=True), [1, 3, 5])
        self.assertEqual(look(condition, market(prices)), [1])

    def test_not_again_within_the_pause(self):
        condition = Level("A", 100, up=True, cross=False)
        prices = [101, 99] * 60
        fired = look(condition, market(prices), repeat=True, pause=1)
        self.assertEqual(fired, [1, 61])

    @given(PRICES)
    def test_looking_often_or_once_finds_the_same(self, prices):
        """However the runs of the job fall, the same crosses are found, at the same seconds."""
        alert = Alert(((Level("A", 100, up=True, cross=True),),), repeat=True)
        history = market(prices)
        end = START + len(prices) * SECOND
        _standing, at_once = evaluate(alert, Standing(START), history, end)
        standing, one_by_one = Standing(START), []
        for number in range(len(prices) + 1):
            standing, fired = evaluate(alert, standing, history, START + number * SECOND)
            one_by_one += fired
        self.assertEqual(one_by_one, at_once)
        expected = sum(a < 100 <= b for a, b in pairwise(prices))
        self.assertEqual(len(at_once), expected)

    @given(PRICES, st.integers(1, 10))
    def test_a_coarser_bar_hides_no_cross_of_its_ends(self, prices, length):
        """Whole bars find a cross whenever the price before them and their close lie on different sides."""
        for first in range(1, len(prices) - length):
            part = prices[first : first + length]
            bar = Bar(0, part[0], max(part), min(part), part[-1], 1)
            if prices[first - 1] < 100 <= part[-1]:
                self.assertTrue(bar_crosses(bar, prices[first - 1], 100, up=True))
            if min(prices[first - 1], *part) >= 100:
                self.assertFalse(bar_crosses(bar, prices[first - 1], 100, up=True))


@tagged("post_install", "-at_install")
class TestOtherConditions(unittest.TestCase):
    def test_change_over_a_window(self):
        prices = [100] * 70 + [102]
        self.assertEqual(look(Change("A", 2, 1, up=True), market(prices)), [71])
        self.assertEqual(look(Change("A", 2, 1, up=False), market(prices)), [])
        self.assertEqual(look(Change("A", 2, 1, up=None), market(prices)), [71])
        self.assertEqual(look(Change("A", 3, 1, up=None), market(prices)), [])

    def test_change_of_a_negative_price(self):
        prices = [-10] * 70 + [-9]
        self.assertEqual(look(Change("A", 10, 1, up=True), market(prices)), [71])

    def test_spread(self):
        data = market([100, 100, 103], B=[98, 98, 98])
        self.assertEqual(look(Spread("A", "B", 5, up=True), data), [3])
        self.assertEqual(look(Spread("A", "B", 1, up=False), data), [])

    def test_averages(self):
        minutes = bars([10, 10, 10, 10, 20], step=MINUTE)
        history = {"A": History(bars([1] * 301), [], {"1m": minutes})}
        condition = Averages("A", "1m", 2, 4, up=True)
        self.assertEqual(look(condition, history), [300])

    def test_relative_strength(self):
        minutes = bars([10, 9, 8, 12], step=MINUTE)
        history = {"A": History(bars([1] * 241), [], {"1m": minutes})}
        self.assertEqual(look(RelativeStrength("A", "1m", 2, 50, up=True), history), [240])
        self.assertEqual(look(RelativeStrength("A", "1m", 2, 50, up=False), history), [])

    def test_volume_within_a_window(self):
        condition = Volume("A", 10, 1)
        self.assertEqual(look(condition, market([1] * 12)), [10])
        slow = {"A": History(bars([1] * 12, step=MINUTE), [])}
        self.assertEqual(look(condition, slow), [])

    def test_minutes_serve_where_seconds_do_not_reach(self):
        old = bars([100], step=MINUTE, start=START - 10 * MINUTE)
        history = {"A": History(bars([103]), old)}
        self.assertEqual(look(Change("A", 3, 5, up=True), history), [1])

    def test_time_of_day(self):
        data = market([1])
        moment = START + SECOND
        for zone, start, end, expected in (
            ("UTC", 14 * 60, 15 * 60, True),
            ("UTC", 15 * 60, 14 * 60, False),
            ("Europe/Oslo", 16 * 60, 17 * 60, True),
            ("UTC", 22 * 60, 15 * 60, True),
        ):
            holds = TimeOfDay(zone, start, end).holds(data, moment, START)
            self.assertEqual(holds, expected, (zone, start, end))

    def test_all_of_a_group_and_any_of_the_groups(self):
        above = Level("A", 100, up=True, cross=False)
        below = Level("B", 50, up=False, cross=False)
        data = market([99, 101, 101], B=[60, 60, 40])
        both, either = Alert(((above, below),)), Alert(((above,), (below,)))
        end = START + MINUTE
        self.assertEqual(evaluate(both, Standing(START), data, end)[1], [START + 3 * SECOND])
        self.assertEqual(evaluate(either, Standing(START), data, end)[1], [START + 2 * SECOND])

    def test_nothing_is_known_yet(self):
        empty = {"A": History([], []), "B": History([], [])}
        for condition in (
            Level("A", 1, up=True, cross=True),
            Change("A", 1, 1, up=None),
            Spread("A", "B", 1, up=True),
            Averages("A", "1m", 1, 2, up=True),
        ):
            self.assertFalse(condition.holds(empty, START, START - SECOND))
