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
STOP: Final = 3
STOP_LIMIT: Final = 4
MARKET_TO_LIMIT: Final = 5
TRAILING_STOP: Final = 6
TRAILING_STOP_LIMIT: Final = 7
ORD_TYPES: Final = {
    "market": MARKET,
    "limit": LIMIT,
    "stop": STOP,
    "stop_limit": STOP_LIMIT,
    "market_to_limit": MARKET_TO_LIMIT,
    "trailing_stop": TRAILING_STOP,
    "trailing_stop_limit": TRAILING_STOP_LIMIT,
}
ORD_TYPE_NAMES: Final = ("", *ORD_TYPES)

# TimeInForce (FIX 59)
DAY: Final = 0
GTC: Final = 1
OPG: Final = 2
IOC: Final = 3
FOK: Final = 4
GTD: Final = 6
ATC: Final = 7
TIFS: Final = {
    "day": DAY,
    "gtc": GTC,
    "opg": OPG,
    "ioc": IOC,
    "fok": FOK,
    "gtd": GTD,
    "atc": ATC,
}
TIF_NAMES: Final = ("day", "gtc", "opg", "ioc", "fok", "", "gtd", "atc")

# TriggerPriceType (FIX 1107); REFERENCE, the settlement or mark, is ours
BEST_OFFER: Final = 1
LAST: Final = 2
BEST_BID: Final = 3
BID_OR_LAST: Final = 4
OFFER_OR_LAST: Final = 5
MID: Final = 6
REFERENCE: Final = 7
TRIGGERS: Final = {
    "best_offer": BEST_OFFER,
    "last": LAST,
    "best_bid": BEST_BID,
    "bid_or_last": BID_OR_LAST,
    "offer_or_last": OFFER_OR_LAST,
    "mid": MID,
    "reference": REFERENCE,
}
TRIGGER_NAMES: Final = ("", *TRIGGERS)

# Unit of a trailing offset; BASIS_POINTS are said as per cent on the wire
PRICE_UNITS: Final = 1
TICKS: Final = 2
BASIS_POINTS: Final = 3
TRAIL_UNITS: Final = {"price": PRICE_UNITS, "ticks": TICKS, "percent": BASIS_POINTS}
TRAIL_UNIT_NAMES: Final = ("", *TRAIL_UNITS)

# DisplayMethod (FIX 1084): how large the next visible part of an iceberg is
INITIAL: Final = 1
RANDOM: Final = 3
DISPLAY_METHODS: Final = {"initial": INITIAL, "random": RANDOM}
DISPLAY_METHOD_NAMES: Final = ("", "initial", "", "random")

# SelfMatchPreventionInstruction (FIX 2964); 0 on an order: as its account says
STP_DEFAULT: Final = 0
CANCEL_NEWEST: Final = 1
CANCEL_OLDEST: Final = 2
CANCEL_BOTH: Final = 3
DECREMENT: Final = 4
STP_NONE: Final = 5
STP_MODES: Final = {
    "": STP_DEFAULT,
    "cancel_newest": CANCEL_NEWEST,
    "cancel_oldest": CANCEL_OLDEST,
    "cancel_both": CANCEL_BOTH,
    "decrement": DECREMENT,
    "none": STP_NONE,
}
STP_NAMES: Final = tuple(STP_MODES)
STP_SCOPES: Final = ("account", "trader", "firm")

# ContingencyType (FIX 1385); BRACKET, an OTO whose children are an OCO, is ours
OCO: Final = 1
OTO: Final = 2
BRACKET: Final = 3
CONTINGENCIES: Final = {"oco": OCO, "oto": OTO, "bracket": BRACKET}
CONTINGENCY_NAMES: Final = ("", *CONTINGENCIES)

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
EXEC_RESTATED: Final = 13
EXEC_TRADE: Final = 15
EXEC_TRADE_CORRECT: Final = 16
EXEC_TRADE_CANCEL: Final = 17
EXEC_TRIGGERED: Final = 21
EXEC_TYPE_NAMES: Final = {
    EXEC_NEW: "new",
    EXEC_CANCELED: "canceled",
    EXEC_REPLACED: "replaced",
    EXEC_REJECTED: "rejected",
    EXEC_EXPIRED: "expired",
    EXEC_RESTATED: "restated",
    EXEC_TRADE: "trade",
    EXEC_TRADE_CORRECT: "trade_correct",
    EXEC_TRADE_CANCEL: "trade_cancel",
    EXEC_TRIGGERED: "triggered",
}

# LastLiquidityInd (FIX 851)
NO_LIQUIDITY: Final = 0
MAKER: Final = 1
TAKER: Final = 2
AUCTION: Final = 4
LIQUIDITY_NAMES: Final = ("", "maker", "taker", "", "auction")

# MultiLegReportingType (FIX 442)
SINGLE: Final = 1
LEG: Final = 2
MULTILEG: Final = 3
MULTILEG_NAMES: Final = ("", "single", "leg", "multileg")

# Phase of an instrument (FIX 340 TradSesStatus and 625 TradingSessionSubID, reduced)
OPEN: Final = 1
HALTED: Final = 2
CLOSED: Final = 3
PRE_OPEN: Final = 4
OPENING_AUCTION: Final = 5
VOLATILITY_HALT: Final = 6
CLOSING_AUCTION: Final = 7
CONTRACT_EXPIRED: Final = 8
STATUS_NAMES: Final = (
    "",
    "open",
    "halted",
    "closed",
    "pre_open",
    "opening_auction",
    "volatility_halt",
    "closing_auction",
    "expired",
)
SESSION_ACTIONS: Final = {
    "open": OPEN,
    "halt": HALTED,
    "close": CLOSED,
    "pre_open": PRE_OPEN,
    "opening_auction": OPENING_AUCTION,
    "volatility_halt": VOLATILITY_HALT,
    "closing_auction": CLOSING_AUCTION,
    "expire": CONTRACT_EXPIRED,
}

# Scope of a kill switch
SCOPES: Final = ("all", "firm", "account")
