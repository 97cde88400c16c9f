"""Who acts when: all agents' turns in one sequence, fixed by the seed."""

import heapq
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tools.session.agents.agent import Agent
from tools.session.chance import seeded


class Turn(NamedTuple):
    """``at`` seconds after the start. ``rng`` belongs to this turn alone, so that an order that was filled
    a moment later changes one decision and not all that follow."""

    at: float
    agent: Agent
    rng: random.Random


def turns(agents: Sequence[Agent], seed: int) -> Iterator[Turn]:
    """Turns without end, in order of time."""
    clocks = [seeded(seed, agent.name) for agent in agents]
    heap = [
        (agent.start + agent.wait(clock), index, 0)
        for index, (agent, clock) in enumerate(zip(agents, clocks, strict=True))
    ]
    heapq.heapify(heap)
    while heap:
        at, index, number = heap[0]
        agent = agents[index]
        heapq.heapreplace(heap, (at + agent.wait(clocks[index]), index, number + 1))
        yield Turn(at, agent, seeded(seed, agent.name, number))
