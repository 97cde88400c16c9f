"""The engine and the naive book on the same random commands, and what the commands reached."""

from __future__ import annotations

from collections import Counter

import pytest

from matching_sidecar.tests.tables.case import Line, split
from matching_sidecar.tests.tables.play import Play

from ..subjects import Fast, Naive
from .__main__ import show
from .compare import check_seed, shrink
from .coverage import count
from .generate import Trader
from .write import Writer

SEEDS = range(1, 41)
COMMANDS = 250
REACHED = (
    "canceled AUCTION_REMAINDER",
    "canceled FOK_UNFILLED",
    "canceled GROUP_CANCELED",
    "canceled GROUP_FILL",
    "canceled MIN_QTY_UNFILLED",
    "canceled REDUCE_ONLY",
    "canceled SELF_TRADE",
    "canceled VOLATILITY_HALT",
    "expired GTD_EXPIRED",
    "expired SESSION_END",
    "replaced",
    "restated GROUP_FILL",
    "restated SELF_TRADE",
    "restated TRAIL",
    "trade auction",
    "trade leg",
    "trade multileg",
    "trade of an iceberg",
    "trade taker",
    "triggered child",
    "triggered stop",
)
_seen: Counter[str] = Counter()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_difference(seed: int) -> None:
    seen: list = []
    difference = check_seed(seed, COMMANDS, seen)
    assert difference is None, show(seed, shrink(difference))
    _seen.update(count(seen))


def test_the_commands_reach_what_is_rare() -> None:
    if not _seen:
        pytest.skip("needs the seeds before it")
    assert not [what for what in REACHED if _seen[what] < 5]


@pytest.mark.parametrize("seed", range(3))
def test_random_commands_can_be_written_as_a_case_and_played(seed: int) -> None:
    """A difference is shown as a case of the tables: it must say all there is to say."""
    naive = Naive()
    trader = Trader(seed, naive.exchange)
    trader.next_id = lambda letter: unrepeated(trader, letter)  # type: ignore[method-assign]
    commands = []
    for command in trader.commands(120):
        commands.append(command)
        naive.apply(command)
    text = Writer().case("of the fuzz", commands)
    play = Play(Fast())
    lines = [Line(number, line, None) for number, line in enumerate(text.split("\n")[1:])]
    while lines:
        done, _, told = lines.pop(0).text.partition("->")
        block = [done.strip()]
        while lines and lines[0].text.startswith("+"):
            block.append(lines.pop(0).text)
        expected = None if done.startswith("clock") else split(told)
        play.do(block, expected)


def unrepeated(trader: Trader, letter: str) -> str:
    """The next id, never one that was used."""
    trader.numbers += 1
    return f"{letter}{trader.numbers}"
