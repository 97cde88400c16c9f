"""Seeded movements: what commodity clients usually do, and each pattern planted among it."""

import random
from datetime import date, timedelta

from .movement import IN, OUT, Movement

START = date(2026, 1, 5)


class Flow:
    """Movements of one client, numbered as they are added."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - a repeatable sample
        self.movements = []

    def add(self, day, amount, direction, **values):
        """`day` counts from 5 January 2026; `amount` in major units."""
        movement = Movement(
            id=len(self.movements) + 1,
            day=START + timedelta(days=day),
            amount=round(amount * 100),
            direction=direction,
            **{"counterparty": "own bank", "country": "NL", **values},
        )
        self.movements.append(movement)
        return movement.id


def normal(seed, days=360):
    """A year of a client: margin from the own bank, profits to one of two, some advances, a little cash."""
    flow = Flow(seed)
    rng = flow.random
    size = rng.choice([20_000, 80_000, 300_000])
    for day in range(0, days, 7):
        if rng.random() < 0.55:
            flow.add(day + rng.randrange(5), size * rng.lognormvariate(0, 0.5), IN)
        if rng.random() < 0.20:
            bank = "own bank" if rng.random() < 0.85 else "second own bank"
            amount = size * 0.6 * rng.lognormvariate(0, 0.5)
            flow.add(day + rng.randrange(5), amount, OUT, counterparty=bank)
        if rng.random() < 0.05:  # freight, storage, inspection: small, to others
            flow.add(day, rng.uniform(300, 4_000), OUT, counterparty="warehouse", own_account=False)
        if rng.random() < 0.02:
            flow.add(day, rng.uniform(500, 9_500), IN, method="cash")
        if rng.random() < 0.01:  # a buyer pays a small advance
            flow.add(day, rng.uniform(500, 4_500), IN, counterparty="buyer", own_account=False)
    return flow


def planted(kind, seed):
    """A normal year with one pattern in it; returns the flow and the numbers of the planted movements."""
    # What makes a client look dormant is that nothing else happens.
    flow = normal(seed, days=60 if kind == "dormant" else 360)
    return flow, _PLANTS[kind](flow)


def _structuring(flow):
    amounts = [flow.random.uniform(7_000, 9_900) for _ in range(4)]
    return [flow.add(200 + n, amount, IN, method="cash") for n, amount in enumerate(amounts)]


def _rapid(flow):
    amount = flow.random.uniform(60_000, 400_000)
    came = flow.add(401, amount, IN)
    parts = [
        flow.add(402, amount * 0.5, OUT, counterparty=name, own_account=False) for name in "XY"
    ]
    return [came, *parts]


def _dormant(flow):
    start = 60 + flow.random.randrange(190, 260)
    return [flow.add(start + n, flow.random.uniform(20_000, 60_000), IN) for n in range(4)]


def _round_trip(flow):
    amount = flow.random.uniform(20_000, 200_000)
    there = flow.add(210, amount, OUT, counterparty="Shell Co", own_account=False)
    return [there, flow.add(225, amount * 0.98, IN, counterparty="Shell Co", own_account=False)]


def _third_party(flow):
    amount = flow.random.uniform(6_000, 90_000)
    return [flow.add(180, amount, IN, counterparty="A friend", own_account=False)]


def _geography(flow):
    return [flow.add(150, flow.random.uniform(2_000, 50_000), OUT, country="IR")]


_PLANTS = {
    "structuring": _structuring,
    "rapid": _rapid,
    "dormant": _dormant,
    "round_trip": _round_trip,
    "third_party": _third_party,
    "geography": _geography,
}
