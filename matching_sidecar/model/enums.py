"""Enumerations of the engine as plain integers (fast to compare, small in the journal), with
their FIX names.

The numbers are part of the journal's format: never renumber, only add.
"""

from typing import Final

# Side (FIX 54)
BUY: Final = 1
SELL: Final = 2
SIDES: Final = {"buy": BUY, "sell": SELL}
SIDE_NAMES: Final = ("", "buy", "sell")

# OrdType (FIX 40)
MARKET: Final = 1
LIMIT: Final = 2
ORD_TYPES: Final = {"market": MARKET, "limit": LIMIT}
ORD_TYPE_NAMES: Final = ("", "market", "limit")

# TimeInForce (FIX 59)
DAY: Final = 0
GTC: Final = 1
IOC: Final = 3
FOK: Final = 4
TIFS: Final = {"day": DAY, "gtc": GTC, "ioc": IOC, "fok": FOK}
TIF_NAMES: Final = ("day", "gtc", "", "ioc", "fok")

# OrdStatus (FIX 39)
NEW: Final = 0
PARTIALLY_FILLED: Final = 1
FILLED: Final = 2
CANCELED: Final = 4
REJECTED: Final = 8
EXPIRED: Final = 12
UNKNOWN: Final = 15
ORD_STATUS_NAMES: Final = {
    NEW: "new",
    PARTIALLY_FILLED: "partially_filled",
    FILLED: "filled",
    CANCELED: "canceled",
    REJECTED: "rejected",
    EXPIRED: "expired",
    UNKNOWN: "",
}

# ExecType (FIX 150)
EXEC_NEW: Final = 0
EXEC_CANCELED: Final = 4
EXEC_REPLACED: Final = 5
EXEC_REJECTED: Final = 8
EXEC_EXPIRED: Final = 12
EXEC_TRADE: Final = 15
EXEC_TYPE_NAMES: Final = {
    EXEC_NEW: "new",
    EXEC_CANCELED: "canceled",
    EXEC_REPLACED: "replaced",
    EXEC_REJECTED: "rejected",
    EXEC_EXPIRED: "expired",
    EXEC_TRADE: "trade",
}

# LastLiquidityInd (FIX 851)
NO_LIQUIDITY: Final = 0
MAKER: Final = 1
TAKER: Final = 2
LIQUIDITY_NAMES: Final = ("", "maker", "taker")

# Trading status of an instrument (FIX 340, reduced)
OPEN: Final = 1
HALTED: Final = 2
CLOSED: Final = 3
STATUS_NAMES: Final = ("", "open", "halted", "closed")
SESSION_ACTIONS: Final = {"open": OPEN, "halt": HALTED, "close": CLOSED}

# Scope of a kill switch
SCOPES: Final = ("all", "firm", "account")
