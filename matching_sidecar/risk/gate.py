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
    side: int,
    price: int | None,
    total: int,
    lots: int,
) -> str:
    """Check an order that would add ``lots`` of open quantity, ``total`` being its whole
    quantity.

    Args:
        price: limit in ticks; None for a market order, which is valued at the best opposite price.

    Returns:
        "" when the order may enter, else the reject code.
    """
    if account.blocked:
        return account.blocked
    if instrument.status != OPEN or not instrument.active:
        return "EXCHANGE_CLOSED"
    if account.products is not None and instrument.product not in account.products:
        return "NOT_PERMITTED"
    if total <= 0 or total % instrument.lot:
        return "INVALID_QTY"
    if _above(total, account.max_order_qty) or _above(total, instrument.max_order_qty):
        return "ORDER_QTY_LIMIT"
    if price is None:
        price = instrument.best_opposite(side)
        if price is None:
            return "NO_REFERENCE_PRICE"
    elif not instrument.price_allowed(price):
        return "PRICE_BAND"
    if _above(
        total * (price if price >= 0 else -price) * instrument.tick_value, account.max_notional
    ):
        return "NOTIONAL_LIMIT"
    return "" if exposure.allows(side == BUY, lots) else "POSITION_LIMIT"


def _above(value: float, limit: int) -> bool:
    """Whether a limit is broken; 0 means there is none."""
    return 0 < limit < value
