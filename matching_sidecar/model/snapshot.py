"""A snapshot of the engine's state, format 2: encoded as MessagePack arrays.

New fields go to the end with a default; for any other change ``journal.snapshot.VERSION`` is raised.
"""

import msgspec

from .reference import AccountRow, FirmRow, InstrumentRow
from .terms import Terms


class SpecialRow(msgspec.Struct, array_like=True):
    """``book.special.Special``; ``group`` is the number of its group, 0 for none."""

    terms: Terms
    place: int
    stop_price: int | None
    triggered: bool
    following: bool
    shown: int
    refreshes: int
    ready: bool
    group: int
    full: int
    armed: int
    owed: int


class OrderRow(msgspec.Struct, array_like=True):
    """``book.order.Order``."""

    order_id: int
    account: str
    cl_ord_id: str
    symbol: str
    side: int
    ord_type: int
    tif: int
    qty: int
    price: int
    entered_by: str
    leaves: int
    cum_value: int
    former: list[str]
    priority: int
    special: SpecialRow | None


class State(msgspec.Struct, array_like=True):
    """The whole state: see ``engine.state``.

    ``groups`` as (number, kind, list id, base quantity, side, size).
    """

    counters: tuple[int, int, int, int, int, bool]
    firms: list[tuple[FirmRow, bool, list[tuple[str, int, int, int]]]]
    accounts: list[tuple[AccountRow, bool, int, list[tuple[str, int, int, int]], dict[str, int]]]
    instruments: list[tuple[InstrumentRow, int, int | None, int, int]]
    orders: list[OrderRow]
    epoch: int = 0
    days: list[tuple[int, int, int, int, int | None, int, int, int]] = []
    priorities: list[int] = []
    groups: list[tuple[int, int, str, int, int, int]] = []
    closed_date: int = 0
    made: int = 0
    due: list[tuple[int, int, int, str]] = []
    armed: dict[str, int] = {}
    lost: dict[str, int] = {}
    busted: list[int] = []
    amended: dict[int, int] = {}
