"""Why the market refused, cancelled or changed an order, in the words of every screen.

The codes are the sidecar's stable ones (docs/protocol.md); a test walks all of them.
The sidecar's own texts are for programs; they stay in the record beside the code.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Of several sentences the first whose numbers are known is said; the last one needs none.
REASONS = {
    # Refused by the gate.
    "UNKNOWN_SYMBOL": (
        _lt(
            "The market does not know this instrument. If it is new, try again in a minute; otherwise ask your broker."
        ),
    ),
    "EXCHANGE_CLOSED": (
        _lt("%(symbol)s is not open for trading now. Send the order again when the market opens."),
        _lt(
            "The instrument is not open for trading now. Send the order again when the market opens."
        ),
    ),
    "PHASE": (
        _lt(
            "The market does not take this kind of order in its present phase. "
            "Enter a limit order for the day, or wait until trading is open."
        ),
    ),
    "CONTRACT_EXPIRED": (
        _lt("%(symbol)s has expired and trades no more. Choose a later delivery month."),
        _lt("The contract has expired and trades no more. Choose a later delivery month."),
    ),
    "ACCOUNT_INACTIVE": (
        _lt(
            "The account is suspended for trading. Ask your broker about it, or choose another account."
        ),
    ),
    "FIRM_INACTIVE": (_lt("Trading is suspended for the firm. Ask your broker what is missing."),),
    "KILL_SWITCH": (
        _lt(
            "Trading is stopped for the account, for its firm or for everyone. Ask your broker when it goes on."
        ),
    ),
    "NOT_PERMITTED": (
        _lt(
            "The account or your login has no permission for this, for example not for this product. "
            "Ask your broker for the permission, or use another account."
        ),
    ),
    "UNKNOWN_ACCOUNT": (
        _lt(
            "The market does not know this account, or your login may not use it. "
            "Choose another account or ask your broker."
        ),
    ),
    "THROTTLED": (
        _lt(
            "The account may send %(max_rate)s orders a second, and this one was too many. Send it again in a moment."
        ),
        _lt("The account sent too many orders a second. Send this one again in a moment."),
    ),
    "INVALID_QTY": (
        _lt(
            "The quantity does not fit: %(symbol)s trades in multiples of %(lot)s, above zero. Enter another quantity."
        ),
        _lt("The quantity is not a multiple of the lot. Enter another quantity."),
    ),
    "ORDER_QTY_LIMIT": (
        _lt(
            "The quantity %(quantity)s is above the limit of %(max_quantity)s contracts per order. "
            "Enter a smaller order or ask your broker for a higher limit."
        ),
        _lt(
            "The quantity is above the limit per order. "
            "Enter a smaller order or ask your broker for a higher limit."
        ),
    ),
    "NOTIONAL_LIMIT": (
        _lt(
            "The order's value of %(value)s is above the limit of %(max_value)s per order. "
            "Enter a smaller order or ask your broker for a higher limit."
        ),
        _lt(
            "The order's value is above the limit per order. "
            "Enter a smaller order or ask your broker for a higher limit."
        ),
    ),
    "POSITION_LIMIT": (
        _lt(
            "With the open orders, this one could take the position in %(symbol)s beyond its limit: "
            "%(max_position)s contracts for the account, %(max_firm_position)s for the firm with all accounts. "
            "Enter a smaller order, cancel open ones or ask your broker for a higher limit."
        ),
        _lt(
            "With the open orders, this one could take the position in %(symbol)s beyond its limit: "
            "%(max_position)s contracts for the account. "
            "Enter a smaller order, cancel open ones or ask your broker for a higher limit."
        ),
        _lt(
            "With the open orders, this one could take the position in %(symbol)s beyond its limit: "
            "%(max_firm_position)s contracts for the firm with all its accounts. "
            "Enter a smaller order, cancel open ones or ask your broker for a higher limit."
        ),
        _lt(
            "With the open orders, this one could take the position beyond its limit. "
            "Enter a smaller order, cancel open ones or ask your broker for a higher limit."
        ),
    ),
    "PRICE_BAND": (
        _lt(
            "The price %(price)s is too far from the market: it is outside what %(symbol)s may trade at now. "
            "Check the price and enter one closer to the market."
        ),
        _lt(
            "The price is too far from the market: it is outside what may be traded now. "
            "Check the price and enter one closer to the market."
        ),
    ),
    "PRICE_INCREMENT": (
        _lt(
            "The price does not fit: prices of %(symbol)s are multiples of %(tick)s. Enter another price."
        ),
        _lt("The price is not a multiple of the tick. Enter another price."),
    ),
    "NO_REFERENCE_PRICE": (
        _lt(
            "Nobody is on the other side just now, so the order would have no price. "
            "Enter a limit order, or wait until there are quotes."
        ),
    ),
    "STOP_PRICE": (
        _lt(
            "The stop price is missing or does not go with this type of order. Check the type and the stop price."
        ),
    ),
    "UNSUPPORTED": (
        _lt(
            "This type of order does not go with this validity or these terms. Choose another type or validity; "
            "a market order, for example, is immediate or cancel, or fill or kill."
        ),
    ),
    "MIN_QTY": (
        _lt(
            "The minimum quantity must be at least one lot and at most the order's quantity. Enter another one."
        ),
    ),
    "DISPLAY_QTY": (
        _lt(
            "The shown quantity must be at least one lot and at most the order's quantity. Enter another one."
        ),
    ),
    "POST_ONLY": (
        _lt(
            "A post-only order must not trade at once, and this one would have. "
            "Enter a price further from the market, or leave out “Post only”."
        ),
    ),
    "REDUCE_ONLY": (
        _lt(
            "A reduce-only order may only make the position smaller, and there is not enough of it. "
            "Check the position and the other reduce-only orders."
        ),
    ),
    "EXPIRE_TIME": (
        _lt(
            "The expiry is missing, already past, or for another validity than good till date. Enter a later one."
        ),
    ),
    "GROUP_REJECTED": (
        _lt(
            "Another order of the group was refused, and they are entered together or not at all. "
            "Correct that one and send the group again."
        ),
    ),
    "DUPLICATE_ID_MISMATCH": (
        _lt(
            "The client order ID was used before for another order. Enter the order again: it gets a new one."
        ),
    ),
    # A request that came to nothing.
    "TOO_LATE": (
        _lt(
            "Too late: the order is filled, cancelled or expired already. Nothing is left to cancel or change."
        ),
    ),
    "UNKNOWN_ORDER": (
        _lt(
            "The market has no such open order. Look at the order's status; ask your broker if it should be working."
        ),
    ),
    "ORDER_CHANGED": (
        _lt("The order changed meanwhile. Look at it again, then repeat the request."),
    ),
    "UNKNOWN_TRADE": (
        _lt("The market does not know this trade, or it is cancelled already. Check its number."),
    ),
    # Cancelled, expired or changed.
    "USER_CANCEL": (_lt("Cancelled on request."),),
    "MASS_CANCEL": (_lt("Cancelled together with others on request."),),
    "CANCEL_ON_DISCONNECT": (
        _lt(
            "The connection of the program that entered the order was lost, which cancels its orders. "
            "Enter it again when the connection is back."
        ),
    ),
    "IOC_REMAINDER": (
        _lt(
            "What could not be traded at once is cancelled, as immediate or cancel says. "
            "Enter a new order for the rest."
        ),
    ),
    "FOK_UNFILLED": (
        _lt(
            "The whole quantity could not be traded at once, so nothing was, as fill or kill says. "
            "Enter a smaller quantity or another price."
        ),
    ),
    "MIN_QTY_UNFILLED": (
        _lt(
            "The minimum quantity could not be traded at once. Enter a smaller minimum quantity or another price."
        ),
    ),
    "MARKET_RESIDUAL": (
        _lt(
            "Nobody was left to trade the rest with at an allowed price. Enter a new order for it, with a limit."
        ),
    ),
    "AUCTION_REMAINDER": (
        _lt(
            "The order was for the auction only, and the auction is over. Enter a new one for the rest."
        ),
    ),
    "VOLATILITY_HALT": (
        _lt(
            "The next trade would have been too far from the last one, so the market pauses. "
            "Enter the order again after the pause."
        ),
    ),
    "SELF_TRADE": (
        _lt(
            "The order would have traded with another one of the same party, which is prevented. "
            "Cancel the other order first, or change the price."
        ),
    ),
    "SESSION_END": (
        _lt(
            "The trading session ended, and the order with it. Enter it again for the next session."
        ),
    ),
    "GTD_EXPIRED": (_lt("The order's expiry was reached. Enter it again if it should go on."),),
    "REFERENCE_CHANGE": (
        _lt(
            "The instrument's tick or lot changed, which ends open orders. "
            "Enter the order again with a price and quantity that fit."
        ),
    ),
    "GROUP_CANCELED": (_lt("Another order of the group ended; this one follows it."),),
    "GROUP_FILL": (_lt("Another order of the group was filled; this one follows it."),),
    "TRAIL": (_lt("The trailing stop followed the market."),),
    "TRADE_BUST": (
        _lt("A trade of this order was cancelled by the market. Your broker can tell you why."),
    ),
    # Refused before the market had it.
    "MALFORMED": (
        _lt(
            "The market could not read the request, and nothing was done. Try again; tell your broker if it goes on."
        ),
    ),
    "FIELD_INVALID": (
        _lt(
            "Something in the order is missing or cannot be used, and nothing was done. "
            "Check quantity, price and terms, then send it again."
        ),
    ),
    "UNAUTHENTICATED": (
        _lt(
            "Your access has ended or was withdrawn. Log in again; ask your broker if that does not help."
        ),
    ),
    "NOT_FOUND": (
        _lt("The market does not know such a request. Tell your administrator: versions differ."),
    ),
    "METHOD_NOT_ALLOWED": (
        _lt("The market does not take such a request. Tell your administrator: versions differ."),
    ),
    "TOO_LARGE": (_lt("The request is too large. Send fewer orders at a time."),),
    "RATE": (
        _lt(
            "You sent too many requests a second, and this one was not taken. Send it again in a moment."
        ),
    ),
    "OVERLOADED": (
        _lt(
            "Too many orders wait at the market, and this one was not taken. Send it again in a moment."
        ),
    ),
    "TIMEOUT": (_lt("The request came too slowly and was not taken. Send it again."),),
    "NOT_READY": (
        _lt(
            "The market is starting or stopping and takes no orders now. Send the order again in a minute."
        ),
    ),
    "JOURNAL_UNAVAILABLE": (
        _lt(
            "The market takes no orders just now. Look at your open orders, then send this one again in a minute."
        ),
    ),
    "NOT_LEADER": (
        _lt(
            "The market changes over to another server, and nobody knows yet whether this was taken. "
            "Look at your open orders before you send it again."
        ),
    ),
    "INTERNAL": (
        _lt(
            "Something failed at the market, and it is not known whether this was taken. "
            "Look at your open orders before you send it again."
        ),
    ),
}
