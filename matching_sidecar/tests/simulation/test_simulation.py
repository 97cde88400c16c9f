"""Thousands of stories, and the proof that they would notice."""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from matching_sidecar.tests.simulation.planted import BUGS
from matching_sidecar.tests.simulation.story import simulate

SEEDS = 2_000
SEEDS_TO_FIND_A_BUG = 600
EVERYTHING = {
    "power lost", "power lost while opening", "closed", "clock jumps", "session", "snapshot",
    "the disk will be full", "room again", "a sync will fail", "flipped bit refused",
    "flipped bit in the last frame cut off",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("part", range(4))
def test_no_promise_is_broken(part):
    happened: Counter[str] = Counter()
    acknowledged = 0
    for seed in range(part * SEEDS // 4, (part + 1) * SEEDS // 4):
        story = simulate(seed)
        happened.update(story.happened)
        acknowledged += len(story.memory.acknowledged)
    assert happened.keys() >= EVERYTHING
    assert acknowledged > 10 * SEEDS // 4


def test_a_seed_tells_the_same_story_again():
    first, second = simulate(7), simulate(7)
    assert (first.happened, first.memory) == (second.happened, second.memory)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_planted_bug_is_found(bug):
    with bug():
        for seed in range(SEEDS_TO_FIND_A_BUG):
            try:
                simulate(seed)
            except (NameError, ImportError, TypeError):
                raise  # the planted bug itself is broken
            except Exception:  # noqa: BLE001 - whatever shows it
                return
    pytest.fail(f"{bug.__name__} was not noticed in {SEEDS_TO_FIND_A_BUG} stories")
