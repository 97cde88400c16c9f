"""The pre-trade check: every order passes it in the engine, before it can meet another one."""

from __future__ import annotations

from ..book.instrument import InstrumentState
from ..model.enums import BUY, OPEN
from .state import AccountState, Exposure

SECOND = 1_000_000_000


def throttled(account: AccountState, ts: int) -> bool:
    """Whether the account is above its rate at ``ts``; counts the order when it is not.

    Generic cell rate algorithm: a burst of one second's orders, then ``rate`` a second.
    """
    rate = account.row.rate
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
    side: int,
    price: int | None,
    total: int,
    lots: int,
) -> str:
    """Check an order that would add ``lots`` of open quantity, ``total`` being its whole quantity.

    Args:
        price: limit in ticks; None for a market order, which is valued at the best opposite price.

    Returns:
        "" when the order may enter, else the reject code.
    """
    row = instrument.row
    if account.blocked:
        return account.blocked
    if instrument.status != OPEN or not row.active:
        return "EXCHANGE_CLOSED"
    if account.products is not None and row.product not in account.products:
        return "NOT_PERMITTED"
    if total <= 0 or total % row.lot:
        return "INVALID_QTY"
    if (account.max_order_qty and total > account.max_order_qty) or (
        row.max_order_qty and total > row.max_order_qty
    ):
        return "ORDER_QTY_LIMIT"
    buy = side == BUY
    if price is None:
        opposite = instrument.book.asks.best() if buy else instrument.book.bids.best()
        if opposite is None:
            return "NO_REFERENCE_PRICE"
        value_price = opposite.price
    else:
        if price <= 0 and not row.negative_price:
            return "PRICE_BAND"
        band = instrument.band()
        if band is not None and not band[0] <= price <= band[1]:
            return "PRICE_BAND"
        value_price = price
    if account.max_notional and total * abs(value_price) * instrument.tick_value > account.max_notional:
        return "NOTIONAL_LIMIT"
    if not exposure.allows(buy, lots):
        return "POSITION_LIMIT"
    return ""
