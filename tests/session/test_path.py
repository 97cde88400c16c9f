"""The session's prices have the shape of history."""

import math
from itertools import pairwise
from statistics import correlation

import pytest

from tools.session import history
from tools.session.chance import seeded
from tools.session.path import PricePath

SECONDS, SWING, REFERENCE = 30.0, 0.02, 71.2


def path(seed: int = 1, product: str = "CL") -> PricePath:
    return PricePath(history.prices(product), REFERENCE, SECONDS, SWING, seeded(seed))


def at_points(made: PricePath) -> list[float]:
    """The path at the times of the window's points."""
    last = len(made.window) - 1
    # A hair early: at the very end the path turns round.
    return [made.fair(SECONDS * index / last * (1 - 1e-12)) for index in range(last + 1)]


@pytest.mark.parametrize("product", ["CL", "NG", "ZC", "KC"])
def test_its_logarithm_follows_the_logarithm_of_history(product):
    made = path(product=product)

    shape = correlation(
        [math.log(price) for price in made.window], [math.log(price) for price in at_points(made)]
    )

    assert shape > 0.999999


def test_it_starts_at_the_reference_price_and_swings_as_far_as_asked():
    prices = at_points(path())

    assert prices[0] == pytest.approx(REFERENCE)
    assert max(abs(math.log(price / REFERENCE)) for price in prices) == pytest.approx(SWING)


def test_the_window_is_a_piece_of_history():
    whole, window = history.prices("CL"), path().window

    assert any(whole[start : start + len(window)] == window for start in range(len(whole)))


def test_it_moves_between_the_points():
    made = path()
    step = SECONDS / (len(made.window) - 1)
    first, middle, second = made.fair(0), made.fair(step / 2), made.fair(step)

    assert middle != pytest.approx((first + second) / 2, abs=1e-6)


def test_it_never_jumps():
    made = path()
    prices = [
        made.fair(SECONDS * tick / 5_000) for tick in range(15_001)
    ]  # there, back and there again

    assert prices[0] == pytest.approx(prices[10_000])
    assert max(abs(b / a - 1) for a, b in pairwise(prices)) < 0.002


def test_the_seed_decides():
    assert at_points(path(1)) == at_points(path(1))
    assert at_points(path(1)) != at_points(path(2))
