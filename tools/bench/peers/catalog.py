"""The books we are compared with, and what each of them is."""

from __future__ import annotations

from typing import NamedTuple


class Peer(NamedTuple):
    """``package`` names its lock file in ``requirements/bench`` and its adapter; ``lacks`` says what it does not do."""

    name: str
    package: str
    lacks: str
    matches: bool = True
    reports: bool = True
    """Whether the caller learns who traded with whom."""
    python: tuple[int, int] = (3, 11)
    """The Python its lock file is made for; older ones cannot install it."""


PEERS = (
    Peer("matching-engine", "matching_engine", "no client order ids, no limits", python=(3, 12)),
    Peer("litebook", "litebook", "no immediate-or-cancel, no accounts, no reports of orders"),
    Peer("orderly-chaos", "orderly_chaos", "no accounts, no reports of orders"),
    Peer(
        "limit-order-book",
        "limit_order_book",
        "no accounts, no reports of orders or trades",
        reports=False,
    ),
    Peer("lightmatchingengine", "lightmatchingengine", "no immediate-or-cancel, no accounts"),
    Peer(
        "nautilus_trader",
        "nautilus_trader",
        "follows a book, does not match",
        matches=False,
        reports=False,
    ),
)
