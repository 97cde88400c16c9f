"""Commands: everything that can change the engine's state.

They are what the journal holds. Encoded as MessagePack arrays: fields are part of the journal's
format, new ones go to the end with a default. ``ts`` is set by the sequencer: nanoseconds UTC,
strictly rising.
"""

import msgspec

from .events import Execution
from .reference import ReferenceRow
from .terms import Terms


class NewOrder(msgspec.Struct, array_like=True, tag=1, gc=False):
    """Enter an order.

    ``price`` in ticks, ignored for orders without a limit; ``qty`` in lots. ``terms`` is None for
    plain market and limit orders.
    """

    ts: int
    account: str
    cl_ord_id: str
    symbol: str
    side: int
    ord_type: int
    tif: int
    qty: int
    price: int
    entered_by: str
    terms: Terms | None = None


class CancelOrder(msgspec.Struct, array_like=True, tag=2, gc=False):
    """Cancel the open order known as ``orig_cl_ord_id``."""

    ts: int
    account: str
    cl_ord_id: str
    orig_cl_ord_id: str


class ReplaceOrder(msgspec.Struct, array_like=True, tag=3, gc=False):
    """Give an open order a new total quantity (lots, including what is filled) and price (ticks;
    ignored where the order has none).

    ``stop_price`` and ``display_qty``: None leaves them as they are.
    """

    ts: int
    account: str
    cl_ord_id: str
    orig_cl_ord_id: str
    symbol: str
    qty: int
    price: int
    stop_price: int | None = None
    display_qty: int | None = None


class UpdateReference(msgspec.Struct, array_like=True, tag=4):
    """Take over reference data.

    Rows that are not newer than what is there are ignored.
    """

    ts: int
    rows: list[ReferenceRow]


class SetSession(msgspec.Struct, array_like=True, tag=5):
    """Bring an instrument (``symbol`` "*": all) into a phase.

    ``trade_date`` as the number yyyymmdd, 0 when not known; GTD orders by date expire with the
    close of theirs.
    """

    ts: int
    symbol: str
    status: int
    trade_date: int = 0


class SetKillSwitch(msgspec.Struct, array_like=True, tag=6):
    """Stop or allow trading of all, a firm or an account; stopping cancels the open orders of the
    scope."""

    ts: int
    scope: str
    code: str
    on: bool


class NewGroup(msgspec.Struct, array_like=True, tag=7):
    """Enter orders that depend on each other, all of one account: all or none are accepted.

    ``contingency`` is OCO, OTO or BRACKET (FIX 1385); ``list_id`` names the group (FIX 66).
    """

    ts: int
    account: str
    list_id: str
    contingency: int
    orders: list[NewOrder]


class MassCancel(msgspec.Struct, array_like=True, tag=8):
    """Cancel the open orders that match every filter: an empty one (side 0) matches all.

    ``code`` is the reason given in each report.
    """

    ts: int
    accounts: tuple[str, ...] = ()
    firm: str = ""
    symbol: str = ""
    side: int = 0
    entered_by: str = ""
    code: str = "MASS_CANCEL"


class AdvanceTime(msgspec.Struct, array_like=True, tag=9):
    """Do what is due at ``ts`` and before: expiries, ends of volatility halts, cancels after a
    disconnect."""

    ts: int


class ArmCancelOnDisconnect(msgspec.Struct, array_like=True, tag=10):
    """A session of ``entered_by`` asks that its orders be cancelled ``grace`` nanoseconds after it
    is lost; below 0: no longer."""

    ts: int
    entered_by: str
    grace: int


class SessionLost(msgspec.Struct, array_like=True, tag=11):
    """The last session of ``entered_by`` that asked for it has ended."""

    ts: int
    entered_by: str


class BustTrade(msgspec.Struct, array_like=True, tag=12):
    """Cancel a trade that was made in error.

    ``fills`` are its two reports, ``latest`` the latest report of each of the two orders, from
    the event log.
    """

    ts: int
    trade_id: int
    fills: list[Execution]
    latest: list[Execution]


class CorrectTrade(msgspec.Struct, array_like=True, tag=13):
    """Give a trade another price, in ticks; the rest as in ``BustTrade``."""

    ts: int
    trade_id: int
    price: int
    fills: list[Execution]
    latest: list[Execution]


class Epoch(msgspec.Struct, array_like=True, tag=20):
    """``node`` leads the shard from here on; ``epoch`` counts the leaders.

    Only a replicated journal holds it.
    """

    ts: int
    epoch: int
    node: str


Command = (
    NewOrder
    | CancelOrder
    | ReplaceOrder
    | UpdateReference
    | SetSession
    | SetKillSwitch
    | NewGroup
    | MassCancel
    | AdvanceTime
    | ArmCancelOnDisconnect
    | SessionLost
    | BustTrade
    | CorrectTrade
    | Epoch
)
