"""The seeded order flow of the benchmarks: 60 % limit orders, 30 % cancels, 10 % marketable
orders."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, NewOrder
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow, ReferenceRow

SYMBOL = "BENCH"
MIDDLE = 10_000
ACCOUNTS = tuple(f"BENCH-{number:02d}" for number in range(20))
LIMITS = {"max_order_qty": 1_000, "max_notional": 10**12, "position_limit": 10**12}


def reference() -> list[ReferenceRow]:
    """Two firms, twenty accounts and one instrument, with every limit set so that every check is
    paid."""
    return [
        FirmRow("BENCHA", 1, **LIMITS),
        FirmRow("BENCHB", 2, **LIMITS),
        *(
            AccountRow(code, 3 + n, "BENCHA" if n % 2 else "BENCHB", products=("BEN",), **LIMITS)
            for n, code in enumerate(ACCOUNTS)
        ),
        InstrumentRow(
            SYMBOL,
            100,
            "BEN",
            1,
            100,
            max_order_qty=1_000,
            multiplier=1000.0,
            band_pct=50.0,
            reference_price=100.0,
        ),
    ]


def commands(
    count: int,
    seed: int = 1,
    *,
    accounts: Sequence[str] = ACCOUNTS,
    symbol: str = SYMBOL,
    prefix: str = "b",
) -> Iterator[NewOrder | CancelOrder]:
    """The flow, the same for the same seed.

    Prices spread over 200 ticks on each side.
    """
    dice = random.Random(seed)  # noqa: S311 - a reproducible flow, not a secret
    below, draw, owners = dice.randrange, dice.random, len(accounts)
    resting: list[tuple[str, str]] = []

    def order(number: int, account: str, side: int, tif: int, qty: int, price: int) -> NewOrder:
        name = f"{prefix}{number}"
        return NewOrder(number, account, name, symbol, side, enums.LIMIT, tif, qty, price, "bench")

    for number in range(count):
        kind, account = draw(), accounts[below(owners)]
        if kind < 0.6 or (kind < 0.9 and not resting):
            side = 1 + below(2)
            price = MIDDLE - 1 - below(200) if side == enums.BUY else MIDDLE + 1 + below(200)
            resting.append((account, f"{prefix}{number}"))
            yield order(number, account, side, enums.GTC, 1 + below(9), price)
        elif kind < 0.9:
            place = below(len(resting))
            owner, orig = resting[place]
            resting[place] = resting[-1]
            resting.pop()
            yield CancelOrder(number, owner, f"{prefix}{number}", orig)
        else:
            side = 1 + below(2)
            price = MIDDLE + 250 if side == enums.BUY else MIDDLE - 250
            yield order(number, account, side, enums.IOC, 1 + below(30), price)
