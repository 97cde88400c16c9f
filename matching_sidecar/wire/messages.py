"""What a client sends: the operations of the WebSocket and the bodies of REST, with the limits of their fields."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

MAX_TEXT = 36
MAX_QTY = 1_000_000_000
MAX_PRICE = 1e12
MAX_BATCH = 1_000
MAX_FRAME = 64 * 1024

Identifier = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]
Quantity = Annotated[int, Meta(ge=1, le=MAX_QTY)]
Price = Annotated[float, Meta(ge=-MAX_PRICE, le=MAX_PRICE)]
Channel = Literal["quotes", "book", "trades", "orders"]


class NewFields(Struct, forbid_unknown_fields=True, gc=False):
    """Enter an order. Left out, ``ord_type`` is limit and ``time_in_force`` is day (market orders: ioc)."""

    cl_ord_id: Identifier
    account: Identifier
    symbol: Identifier
    side: Literal["buy", "sell"]
    order_qty: Quantity
    ord_type: Literal["limit", "market"] | UnsetType = UNSET
    price: Price | UnsetType | None = UNSET
    time_in_force: Literal["day", "gtc", "ioc", "fok"] | UnsetType = UNSET


class CancelFields(Struct, forbid_unknown_fields=True, gc=False):
    """Cancel an open order."""

    cl_ord_id: Identifier
    orig_cl_ord_id: Identifier
    account: Identifier


class ReplaceFields(Struct, forbid_unknown_fields=True, gc=False):
    """Give an open order a new total quantity, filled lots included, and a new price."""

    cl_ord_id: Identifier
    orig_cl_ord_id: Identifier
    account: Identifier
    symbol: Identifier
    order_qty: Quantity
    price: Price


class New(NewFields, tag_field="op", tag="new"):
    """``NewFields`` on the WebSocket."""


class Cancel(CancelFields, tag_field="op", tag="cancel"):
    """``CancelFields`` on the WebSocket."""


class Replace(ReplaceFields, tag_field="op", tag="replace"):
    """``ReplaceFields`` on the WebSocket."""


class Login(Struct, tag_field="op", tag="login", forbid_unknown_fields=True):
    """Present a token; again, with a newer one, to stay."""

    token: Annotated[str, Meta(max_length=16_384)]


class Subscribe(Struct, tag_field="op", tag="subscribe", forbid_unknown_fields=True):
    """Receive a channel: of some symbols, or (``orders``) of the session's accounts.

    ``since`` is for orders: first the events after that number.
    """

    channel: Channel
    symbols: Annotated[list[Identifier], Meta(min_length=1, max_length=1_000)] | UnsetType = UNSET
    since: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET


class Unsubscribe(Struct, tag_field="op", tag="unsubscribe", forbid_unknown_fields=True):
    """Stop receiving a channel."""

    channel: Channel
    symbols: Annotated[list[Identifier], Meta(min_length=1, max_length=1_000)] | UnsetType = UNSET


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
    """Open, halt or close an instrument or ("*") all."""

    symbol: Identifier
    action: Literal["open", "halt", "close"]


OrderFields = NewFields | CancelFields | ReplaceFields
Message = New | Cancel | Replace | Login | Subscribe | Unsubscribe | Ping
Frame = Message | Annotated[list[Message], Meta(max_length=MAX_BATCH)]
