"""The fair price of an instrument over the session: real history, compressed in time and in size."""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

WINDOW = 250
"""Points of history in one session: a year of trading days, or 21 years of months."""
STEPS = 8
"""Bridged points for each point of history."""


class PricePath:
    """Fair price by time.

    A window of the history, picked by the seed, is shrunk so that its logarithm stays within ``swing`` of
    the reference price, at which it starts. Between its points a Brownian bridge fills in the ticks.
    After ``seconds`` it runs back to the start, and so on: the price never jumps.

    Args:
        history: prices, at least two.
        reference: price at the start, in the instrument's unit.
        seconds: time the window takes.
        swing: largest distance from the reference price, as a fraction of it.
    """

    def __init__(
        self,
        history: Sequence[float],
        reference: float,
        seconds: float,
        swing: float,
        rng: random.Random,
    ) -> None:
        size = min(WINDOW, len(history))
        first = rng.randrange(len(history) - size + 1)
        self.window = history[first : first + size]
        self.reference = reference
        self.seconds = seconds
        self._grid = [
            reference * math.exp(log) for log in _bridged(_shrunk(self.window, swing), rng)
        ]

    def fair(self, at: float) -> float:
        """Fair price ``at`` seconds after the start."""
        turns, left = divmod(max(at, 0.0) / self.seconds, 1.0)
        place = (left if turns % 2 == 0 else 1.0 - left) * (len(self._grid) - 1)
        index = min(int(place), len(self._grid) - 2)
        before, after = self._grid[index : index + 2]
        return before + (after - before) * (place - index)


def _shrunk(window: Sequence[float], swing: float) -> list[float]:
    """Logarithms relative to the first price, the largest of them ``swing``."""
    logs = [math.log(price / window[0]) for price in window]
    largest = max(map(abs, logs))
    return [log * swing / largest for log in logs] if largest else logs


def _bridged(points: list[float], rng: random.Random) -> list[float]:
    """The points with a Brownian bridge between each two, as volatile as they are."""
    moves = [after - before for before, after in pairwise(points)]
    deviation = math.sqrt(sum(move * move for move in moves) / len(moves) / STEPS)
    grid = [points[0]]
    for before, move in zip(points, moves, strict=False):
        walk = [0.0]
        for _ in range(STEPS):
            walk.append(walk[-1] + rng.gauss(0.0, deviation))
        grid += [
            before + move * step / STEPS + walk[step] - walk[STEPS] * step / STEPS
            for step in range(1, STEPS + 1)
        ]
    return grid
