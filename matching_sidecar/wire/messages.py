"""What a client sends: the operations of the WebSocket and the bodies of REST, with the limits of their fields."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

MAX_TEXT = 36
MAX_QTY = 1_000_000_000
MAX_PRICE = 1e12
MAX_BATCH = 1_000
MAX_GROUP = 10
MAX_FRAME = 64 * 1024

Identifier = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
Quantity = Annotated[int, Meta(ge=1, le=MAX_QTY)]
Price = Annotated[float, Meta(ge=-MAX_PRICE, le=MAX_PRICE)]
Channel = Literal[
    "quotes", "book", "l3", "trades", "statistics", "phases", "bars", "orders", "drop_copy"
]
Depth = Literal[1, 5, 10, 20, 50]
Interval = Literal["1s", "5s", "1m", "5m", "15m", "1h", "1d"]
Side = Literal["buy", "sell"]
OrdType = Literal[
    "limit",
    "market",
    "stop",
    "stop_limit",
    "market_to_limit",
    "trailing_stop",
    "trailing_stop_limit",
]
TimeInForce = Literal["day", "gtc", "opg", "ioc", "fok", "gtd", "atc"]
Trigger = Literal[
    "last", "best_bid", "best_offer", "bid_or_last", "offer_or_last", "mid", "reference"
]
TrailUnit = Literal["price", "ticks", "percent"]
DisplayMethod = Literal["initial", "random"]
StpMode = Literal["cancel_newest", "cancel_oldest", "cancel_both", "decrement", "none"]
Contingency = Literal["oco", "oto", "bracket"]
Action = Literal[
    "open",
    "halt",
    "close",
    "pre_open",
    "opening_auction",
    "volatility_halt",
    "closing_auction",
    "expire",
]
Offset = Annotated[float, Meta(gt=0, le=MAX_PRICE)]
Nanoseconds = Annotated[int, Meta(ge=1, le=2**63 - 1)]
TradeId = Annotated[int, Meta(ge=1, le=2**53)]
Date = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class OrderTerms(Struct, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What only some orders say (docs/matching.md). Prices and offsets in price units, quantities in lots."""

    stop_px: Price | UnsetType | None = UNSET
    trigger: Trigger | UnsetType = UNSET
    trail_offset: Offset | UnsetType = UNSET
    trail_unit: TrailUnit | UnsetType = UNSET
    limit_offset: Price | UnsetType = UNSET
    activation_px: Price | UnsetType | None = UNSET
    min_qty: Quantity | UnsetType = UNSET
    display_qty: Quantity | UnsetType = UNSET
    display_method: DisplayMethod | UnsetType = UNSET
    expire_time: Nanoseconds | UnsetType = UNSET
    expire_date: Date | UnsetType = UNSET
    stp: StpMode | UnsetType = UNSET
    all_or_none: bool | UnsetType = UNSET
    post_only: bool | UnsetType = UNSET
    reduce_only: bool | UnsetType = UNSET


class PlainFields(Struct, gc=False):
    """The fields of an order without terms: what most clients send, decoded in the shortest way."""

    cl_ord_id: Identifier
    account: Identifier
    symbol: Identifier
    side: Side
    order_qty: Quantity
    ord_type: OrdType | UnsetType = UNSET
    price: Price | UnsetType | None = UNSET
    time_in_force: TimeInForce | UnsetType = UNSET


class NewFields(OrderTerms):
    """Enter an order. Left out, ``ord_type`` is limit and ``time_in_force`` is day (market orders: ioc)."""

    cl_ord_id: Identifier
    account: Identifier
    symbol: Identifier
    side: Side
    order_qty: Quantity
    ord_type: OrdType | UnsetType = UNSET
    price: Price | UnsetType | None = UNSET
    time_in_force: TimeInForce | UnsetType = UNSET


class GroupOrder(OrderTerms):
    """One order of a group: ``NewFields`` without the account."""

    cl_ord_id: Identifier
    symbol: Identifier
    side: Side
    order_qty: Quantity
    ord_type: OrdType | UnsetType = UNSET
    price: Price | UnsetType | None = UNSET
    time_in_force: TimeInForce | UnsetType = UNSET


class GroupFields(Struct, forbid_unknown_fields=True):
    """Enter orders that depend on each other, all or none."""

    list_id: Identifier
    account: Identifier
    contingency: Contingency
    orders: Annotated[list[GroupOrder], Meta(min_length=2, max_length=MAX_GROUP)]


class CancelFields(Struct, forbid_unknown_fields=True, gc=False):
    """Cancel an open order."""

    cl_ord_id: Identifier
    orig_cl_ord_id: Identifier
    account: Identifier


class ReplaceFields(Struct, forbid_unknown_fields=True, gc=False):
    """Give an open order a new total quantity, filled lots included, and a new price.

    Only orders without a limit price may leave ``price`` out. A stop price or displayed quantity
    left out stays as it is.
    """

    cl_ord_id: Identifier
    orig_cl_ord_id: Identifier
    account: Identifier
    symbol: Identifier
    order_qty: Quantity
    price: Price | UnsetType | None = UNSET
    stop_px: Price | UnsetType = UNSET
    display_qty: Quantity | UnsetType = UNSET


class MassCancelFields(Struct, forbid_unknown_fields=True):
    """Cancel the open orders of the token's accounts that match every filter given."""

    cl_ord_id: Identifier | UnsetType = UNSET
    account: Identifier | UnsetType = UNSET
    firm: Identifier | UnsetType = UNSET
    symbol: Identifier | UnsetType = UNSET
    side: Side | UnsetType = UNSET


class New(NewFields, tag_field="op", tag="new"):
    """``NewFields`` on the WebSocket."""


class PlainNew(PlainFields, tag_field="op", tag="new"):
    """``PlainFields`` on the WebSocket."""


class Group(GroupFields, tag_field="op", tag="group"):
    """``GroupFields`` on the WebSocket."""


class Cancel(CancelFields, tag_field="op", tag="cancel"):
    """``CancelFields`` on the WebSocket."""


class Replace(ReplaceFields, tag_field="op", tag="replace"):
    """``ReplaceFields`` on the WebSocket."""


class MassCancel(MassCancelFields, tag_field="op", tag="mass_cancel"):
    """``MassCancelFields`` on the WebSocket."""


class Login(Struct, tag_field="op", tag="login", forbid_unknown_fields=True):
    """Present a token; again, with a newer one, to stay.

    ``cancel_on_disconnect`` asks that the orders this login enters be cancelled so many seconds
    after its last session is lost.
    """

    token: Annotated[str, Meta(max_length=16_384)]
    cancel_on_disconnect: Annotated[float, Meta(ge=0, le=3_600)] | UnsetType = UNSET


class Subscribe(Struct, tag_field="op", tag="subscribe", forbid_unknown_fields=True):
    """Receive a channel: of some symbols, of the session's accounts (``orders``), or everything (``drop_copy``).

    ``since`` asks for what came after that event number first. ``depth`` is for books: the best
    levels only; ``interval`` for bars; ``conflate_ms``: what changes is gathered for so long.
    """

    channel: Channel
    symbols: Annotated[list[Identifier], Meta(min_length=1, max_length=1_000)] | UnsetType = UNSET
    since: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET
    depth: Depth | UnsetType = UNSET
    interval: Interval | UnsetType = UNSET
    conflate_ms: Annotated[int, Meta(ge=10, le=60_000)] | UnsetType = UNSET


class Unsubscribe(Struct, tag_field="op", tag="unsubscribe", forbid_unknown_fields=True):
    """Stop receiving a channel; of bars those of an ``interval``, or all."""

    channel: Channel
    symbols: Annotated[list[Identifier], Meta(min_length=1, max_length=1_000)] | UnsetType = UNSET
    interval: Interval | UnsetType = UNSET


class Ping(Struct, tag_field="op", tag="ping", forbid_unknown_fields=True):
    """Ask for a ``pong`` with the same id."""

    id: Identifier | Annotated[int, Meta(ge=-(2**53), le=2**53)]


class KillSwitch(Struct, forbid_unknown_fields=True):
    """Stop or allow trading of all, a firm or an account."""

    scope: Literal["all", "firm", "account"]
    on: bool
    code: Annotated[str, Meta(max_length=MAX_TEXT)] = ""


class Revoke(Struct, forbid_unknown_fields=True):
    """Refuse the tokens issued so far of a login or a firm, and end their sessions."""

    scope: Literal["sub", "firm"]
    code: Annotated[str, Meta(min_length=1, max_length=200)]


class Session(Struct, forbid_unknown_fields=True):
    """Bring an instrument or ("*") all into a phase; ``trade_date`` when it is known."""

    symbol: Identifier
    action: Action
    trade_date: Date | UnsetType = UNSET


class Bust(Struct, forbid_unknown_fields=True):
    """Cancel a trade that was made in error."""

    trade_id: TradeId


class Correct(Struct, forbid_unknown_fields=True):
    """Give a trade another price."""

    trade_id: TradeId
    price: Price


PlainFrame = (
    PlainNew
    | Cancel
    | Replace
    | Ping
    | Annotated[list[PlainNew | Cancel | Replace | Ping], Meta(max_length=MAX_BATCH)]
)
"""The frames of orders without terms."""
Message = New | Group | Cancel | Replace | MassCancel | Login | Subscribe | Unsubscribe | Ping
Frame = Message | Annotated[list[Message], Meta(max_length=MAX_BATCH)]
OrderRequest = PlainFields | NewFields | GroupFields | CancelFields | ReplaceFields
