"""What only some orders have: terms beyond price, quantity and time in force, and where they
are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..model.enums import RANDOM
from ..model.terms import Terms

if TYPE_CHECKING:
    from .group import Group

# Where an order is
NOWHERE: Final = 0
BOOK: Final = 1
STOPS: Final = 2
QUEUED: Final = 3
HELD: Final = 4
CONDITIONAL: Final = 5
AUCTION: Final = 6

PLAIN: Final = Terms()
"""The terms of an order that has none but is in a group, of an unusual type or for an auction."""


class Special:
    """The side object of an order that is not a plain market or limit order.

    ``place`` is where the order is: in the book, among the stops, triggered and queued, a child
    that is not armed or has nothing armed left, waiting for its min_qty or for all, or for an
    auction. ``stop_price`` is where a stop stands now; ``triggered`` whether it was (or a
    market-to-limit order became a limit order); ``following`` whether a trailing stop has begun to
    follow, ``peak`` twice the price nearest to its goal that it followed (not known after a
    restart). ``display`` is 0 or the visible part of an iceberg, ``shown`` what of it is visible
    now, ``refreshes`` how often it was renewed. ``ready``: min_qty was traded, from then on it is
    an ordinary order.

    Children of a group: ``full`` is their whole quantity, ``armed`` the lots they were armed for
    so far, ``owed`` what siblings took from later armings.
    """

    __slots__ = (
        "armed",
        "display",
        "following",
        "full",
        "group",
        "owed",
        "peak",
        "place",
        "ready",
        "refreshes",
        "shown",
        "stop_price",
        "terms",
        "triggered",
    )

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.place = NOWHERE
        self.stop_price = terms.stop_price
        self.triggered = False
        self.following = False
        self.peak: int | None = None
        self.display = terms.display_qty
        self.shown = 0
        self.refreshes = 0
        self.ready = False
        self.group: Group | None = None
        self.full = 0
        self.armed = 0
        self.owed = 0

    @property
    def child(self) -> bool:
        """Whether the order is armed by the first one of its group."""
        return self.full > 0

    @property
    def unarmed(self) -> bool:
        """Whether a child was not armed for anything yet."""
        return self.full > 0 and not self.armed

    @property
    def to_come(self) -> int:
        """Lots a child may still be armed for."""
        return self.full - self.armed - self.owed

    @property
    def dormant(self) -> bool:
        """Whether a trailing stop still waits for its activation price."""
        return self.terms.activation_price is not None and not self.following

    def refresh(self, order_id: int, leaves: int, lot: int) -> None:
        """Make the next part of an iceberg visible (docs/matching.md, *Iceberg and reserve*)."""
        self.refreshes += 1
        part = self.display
        if self.terms.display_method == RANDOM:
            lots = part // lot
            low = (lots + 1) // 2
            if low < 1:
                low = 1
            mixed = (order_id * 2654435761 + self.refreshes * 40503) % 4294967296 // 256
            part = (low + mixed % (lots - low + 1)) * lot
        self.shown = part if part < leaves else leaves
