"""Commands: everything that can change the engine's state.

They are what the journal holds. Encoded as MessagePack arrays: fields are part of the journal's
format, new ones go to the end with a default. ``ts`` is set by the sequencer: nanoseconds UTC,
strictly rising.
"""

import msgspec

from .reference import ReferenceRow


class NewOrder(msgspec.Struct, array_like=True, tag=1, gc=False):
    """Enter an order.

    ``price`` in ticks, ignored for market orders; ``qty`` in lots.
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


class CancelOrder(msgspec.Struct, array_like=True, tag=2, gc=False):
    """Cancel the open order known as ``orig_cl_ord_id``."""

    ts: int
    account: str
    cl_ord_id: str
    orig_cl_ord_id: str


class ReplaceOrder(msgspec.Struct, array_like=True, tag=3, gc=False):
    """Give an open order a new total quantity (lots, including what is filled) and price
    (ticks)."""

    ts: int
    account: str
    cl_ord_id: str
    orig_cl_ord_id: str
    symbol: str
    qty: int
    price: int


class UpdateReference(msgspec.Struct, array_like=True, tag=4):
    """Take over reference data.

    Rows that are not newer than what is there are ignored.
    """

    ts: int
    rows: list[ReferenceRow]


class SetSession(msgspec.Struct, array_like=True, tag=5):
    """Open, halt or close an instrument (``symbol`` "*": all).

    Closing expires DAY orders.
    """

    ts: int
    symbol: str
    status: int


class SetKillSwitch(msgspec.Struct, array_like=True, tag=6):
    """Stop or allow trading of all, a firm or an account; stopping cancels the open orders of the
    scope."""

    ts: int
    scope: str
    code: str
    on: bool


Command = NewOrder | CancelOrder | ReplaceOrder | UpdateReference | SetSession | SetKillSwitch
