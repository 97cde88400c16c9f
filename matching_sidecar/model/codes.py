"""Reason codes: why the engine refused, cancelled or expired something, with the FIX number and
the words shown.

The codes are stable: they stand in the journal, in Odoo and in the programs of integrators.
"""

from typing import Final, NamedTuple


class Reason(NamedTuple):
    """One reason: FIX OrdRejReason (103) where an order is refused, and the text for people."""

    ord_rej_reason: int
    text: str


REASONS: Final[dict[str, Reason]] = {
    "UNKNOWN_SYMBOL": Reason(1, "unknown symbol"),
    "EXCHANGE_CLOSED": Reason(2, "the instrument is not open for trading"),
    "POSITION_LIMIT": Reason(3, "the order could take the position over its limit"),
    "ORDER_QTY_LIMIT": Reason(3, "order_qty is above the maximum per order"),
    "NOTIONAL_LIMIT": Reason(20, "the order's value is above the maximum per order"),
    "ACCOUNT_INACTIVE": Reason(10, "the account is not active"),
    "FIRM_INACTIVE": Reason(10, "the firm is not active"),
    "NOT_PERMITTED": Reason(10, "the account may not trade this product"),
    "UNKNOWN_ACCOUNT": Reason(15, "unknown account"),
    "PRICE_BAND": Reason(16, "price is outside the price band"),
    "PRICE_INCREMENT": Reason(18, "price is not a multiple of the tick"),
    "INVALID_QTY": Reason(13, "order_qty is not a multiple of the lot"),
    "NO_REFERENCE_PRICE": Reason(19, "no opposite side for a market order"),
    "DUPLICATE_ID_MISMATCH": Reason(6, "cl_ord_id was used before with other content"),
    "THROTTLED": Reason(99, "too many orders a second for this account"),
    "KILL_SWITCH": Reason(0, "trading is stopped by the kill switch"),
    "UNSUPPORTED": Reason(11, "this combination of ord_type and time_in_force is not supported"),
    "IOC_REMAINDER": Reason(99, "remainder of an immediate-or-cancel order"),
    "FOK_UNFILLED": Reason(99, "fill-or-kill order could not be filled completely"),
    "MARKET_RESIDUAL": Reason(99, "remainder of a market order"),
    "USER_CANCEL": Reason(99, "cancelled on request"),
    "SESSION_END": Reason(99, "the trading session ended"),
    "REFERENCE_CHANGE": Reason(99, "the instrument's tick or lot changed"),
    "STOP_PRICE": Reason(99, "the stop price is missing or cannot be used"),
    "PHASE": Reason(2, "this kind of order is not taken in the instrument's present phase"),
    "POST_ONLY": Reason(99, "a post-only order would have traded at once"),
    "MIN_QTY": Reason(13, "min_qty must be between one lot and order_qty"),
    "DISPLAY_QTY": Reason(13, "display_qty must be between one lot and order_qty"),
    "REDUCE_ONLY": Reason(99, "the order would not only reduce the position"),
    "EXPIRE_TIME": Reason(99, "the expiry is missing or already past"),
    "GROUP_REJECTED": Reason(99, "another order of the group was rejected"),
    "GROUP_CANCELED": Reason(99, "another order of the group ended"),
    "GROUP_FILL": Reason(99, "another order of the group was filled"),
    "MIN_QTY_UNFILLED": Reason(99, "min_qty could not be traded at once"),
    "SELF_TRADE": Reason(99, "self-trade prevention"),
    "TRAIL": Reason(99, "the trailing stop moved"),
    "GTD_EXPIRED": Reason(99, "the order's expiry was reached"),
    "AUCTION_REMAINDER": Reason(99, "remainder of an order for the auction only"),
    "VOLATILITY_HALT": Reason(99, "the next trade would have been too far from the last one"),
    "CONTRACT_EXPIRED": Reason(2, "the contract has expired"),
    "MASS_CANCEL": Reason(99, "cancelled together with others on request"),
    "CANCEL_ON_DISCONNECT": Reason(99, "the session that entered the order was lost"),
    "TRADE_BUST": Reason(99, "a trade of the order was cancelled"),
    "UNKNOWN_TRADE": Reason(99, "unknown trade, or already cancelled"),
    "ORDER_CHANGED": Reason(99, "the order changed meanwhile; try again"),
    "TOO_LATE": Reason(4, "too late: the order is already closed"),
    "UNKNOWN_ORDER": Reason(5, "unknown order"),
}

CXL_REJ_REASONS: Final[dict[str, int]] = {
    "TOO_LATE": 0,
    "UNKNOWN_ORDER": 1,
    "DUPLICATE_ID_MISMATCH": 6,
}
"""FIX CxlRejReason (102); every other code is 99."""


def cxl_rej_reason(code: str) -> int:
    """FIX CxlRejReason of a code."""
    return CXL_REJ_REASONS.get(code, 99)
