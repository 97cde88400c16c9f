"""The sorted levels of a side against a sorted dictionary, with more levels than one list holds."""

from __future__ import annotations

import random

import pytest

from matching_sidecar.book.level import Level
from matching_sidecar.book.levels import CHUNK, Levels
from matching_sidecar.model.enums import SELL


@pytest.mark.parametrize("prices", [50, 5 * CHUNK])
def test_random_levels_come_and_go(prices):
    dice, levels, expected = random.Random(prices), Levels(SELL), {}
    for step in range(10 * prices):
        key = dice.randrange(-prices, prices)
        # Growing first, then shrinking to nothing.
        if dice.random() < (0.8 if step < 5 * prices else 0.2):
            level = levels.at(key, key)
            assert expected.setdefault(key, level) is level
        elif key in expected:
            levels.remove(expected.pop(key))
        assert levels.find(key) is expected.get(key)
        if step % prices == 0:
            assert [level.key for level in levels] == sorted(expected)
            assert levels.best is (expected[min(expected)] if expected else None)
    for key in sorted(expected):
        levels.remove(expected.pop(key))
        assert levels.best is (expected[min(expected)] if expected else None)
    assert list(levels) == []


def test_a_level_is_made_once():
    levels = Levels(SELL)
    made = levels.at(5, 5)
    assert isinstance(made, Level)
    assert levels.at(5, 5) is made
    assert levels.at(4, 4) is levels.best
    assert [level.key for level in levels] == [4, 5]
