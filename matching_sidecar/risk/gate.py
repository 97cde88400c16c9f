"""The pre-trade check: every order passes it in the engine, before it can meet another one."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..book.order import Order
from ..book.special import Special
from ..model.enums import BUY, FOK, IOC, MARKET, OPEN
from . import phase, reducing, terms
from .state import AccountState, Exposure

SECOND = 1_000_000_000


def throttled(account: AccountState, ts: int) -> bool:
    """Whether the account is above its rate at ``ts``; counts the order when it is not.

    Generic cell rate algorithm: a burst of one second's orders, then ``rate`` a second.
    """
    rate = account.rate
    if not rate:
        return False
    earliest = account.arrival
    if earliest > ts + SECOND - SECOND // rate:
        return True
    account.arrival = (earliest if earliest > ts else ts) + SECOND // rate
    return False


def check(
    account: AccountState,
    instrument: InstrumentState,
    exposure: Exposure,
    order: Order,
    ts: int,
) -> str:
    """Check an order that is not counted yet, in the order of docs/matching.md.

    Returns:
        "" when the order may enter, else the reject code.
    """
    code = _taken(account, instrument, order) or _sized(account, instrument, order)
    if code:
        return code
    special, price = order.special, order.price
    if special is not None:
        code, price = terms.valued(order, special, instrument, ts)
        if code:
            return code
    elif order.ord_type == MARKET:
        opposite = instrument.best_opposite(order.side)
        if opposite is None:
            return "NO_REFERENCE_PRICE"
        price = opposite
    elif not instrument.price_allowed(price):
        return "PRICE_BAND"
    value = order.qty * (price if price >= 0 else -price) * instrument.tick_value
    if 0 < account.max_notional < value:  # 0 means there is no limit, as everywhere
        return "NOTIONAL_LIMIT"
    if special is not None:
        return _harmless(instrument, exposure, order, special)
    return "" if exposure.allows(order.side == BUY, order.leaves) else "POSITION_LIMIT"


def _taken(account: AccountState, instrument: InstrumentState, order: Order) -> str:
    """Whether this account may enter this kind of order here and now."""
    if account.blocked:
        return account.blocked
    special = order.special
    if instrument.status != OPEN or not instrument.active or special is not None:
        code = phase.refusal(instrument, order)
        if code:
            return code
    if account.products is not None and instrument.product not in account.products:
        return "NOT_PERMITTED"
    if special is not None:
        return terms.unsupported(order, special)
    if order.ord_type == MARKET and order.tif != IOC and order.tif != FOK:
        return "UNSUPPORTED"
    return ""


def _sized(account: AccountState, instrument: InstrumentState, order: Order) -> str:
    total = order.qty
    if total <= 0 or total % instrument.lot:
        return "INVALID_QTY"
    own, common = account.max_order_qty, instrument.max_order_qty
    if 0 < own < total or 0 < common < total:
        return "ORDER_QTY_LIMIT"
    return ""


def _harmless(
    instrument: InstrumentState, exposure: Exposure, order: Order, special: Special
) -> str:
    """Whether an order with terms keeps within the position and what it promises."""
    if special.terms.reduce_only:
        if not reducing.covered(order, exposure):
            return "REDUCE_ONLY"
    elif not exposure.allows(order.side == BUY, order.leaves):
        return "POSITION_LIMIT"
    if special.terms.post_only and not special.unarmed and terms.would_trade(order, instrument):
        return "POST_ONLY"
    return ""
