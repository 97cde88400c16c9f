"""Events: what the engine answers.

``Execution`` and ``CancelReject`` are numbered without gaps per shard. Prices in ticks of
``tick_num / tick_den``, quantities in lots, times in nanoseconds UTC. Enumerations as in
``enums``.
"""

import msgspec

from .terms import Terms


class Execution(msgspec.Struct, array_like=True, tag=1, gc=False):
    """Execution report (FIX 35=8): one change of one order.

    ``cum_value`` is the sum of price times quantity of all fills, in ticks times lots; the
    average price follows from it. ``stop_price`` is where a stop stands now; ``exec_ref`` the
    number of the report that a bust or correction changes (FIX 19); ``leg`` tells fills of a
    spread from those of its legs (FIX 442).
    """

    seq: int
    ts: int
    exec_type: int
    ord_status: int
    order_id: int
    cl_ord_id: str
    orig_cl_ord_id: str
    account: str
    symbol: str
    entered_by: str
    side: int
    ord_type: int
    tif: int
    qty: int
    leaves: int
    cum: int
    price: int
    cum_value: int
    last_qty: int
    last_price: int
    trade_id: int
    liquidity: int
    code: str
    tick_num: int
    tick_den: int
    terms: Terms | None = None
    stop_price: int | None = None
    list_id: str = ""
    exec_ref: int = 0
    leg: int = 1


class CancelReject(msgspec.Struct, array_like=True, tag=2, gc=False):
    """Order cancel reject (FIX 35=9).

    ``replace`` tells which request it answers; ``order_id`` 0 when unknown.
    """

    seq: int
    ts: int
    cl_ord_id: str
    orig_cl_ord_id: str
    account: str
    symbol: str
    order_id: int
    ord_status: int
    replace: bool
    code: str


Event = Execution | CancelReject


class Repeat(msgspec.Struct, gc=False):
    """The command was accepted before: its answer is the event numbered ``seq`` (not a new
    event)."""

    seq: int


class Refusal(msgspec.Struct, gc=False):
    """The command has no place in the engine (not a numbered event): mismatching repeated id,
    unknown account or symbol."""

    code: str
    cl_ord_id: str


Answer = Execution | CancelReject | Repeat | Refusal
