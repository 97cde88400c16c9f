"""Values of the field's own standards (FIX 4.4/5.0 SP2, ISO) and what follows from them."""

# FIX numbers of the reason codes live in the sidecar; Odoo keeps the code and the words.

SIDE = [("buy", "Buy"), ("sell", "Sell")]  # FIX 54

ORD_TYPE = [  # FIX 40
    ("limit", "Limit"),
    ("market", "Market"),
    ("market_to_limit", "Market to limit"),
    ("stop", "Stop"),
    ("stop_limit", "Stop limit"),
    ("trailing_stop", "Trailing stop"),
    ("trailing_stop_limit", "Trailing stop limit"),
]

TIME_IN_FORCE = [  # FIX 59
    ("day", "Day"),
    ("gtc", "Good till cancelled"),
    ("gtd", "Good till date"),
    ("ioc", "Immediate or cancel"),
    ("fok", "Fill or kill"),
    ("opg", "At the open"),
    ("atc", "At the close"),
]

TRIGGER = [  # FIX 1107: which price a stop looks at
    ("last", "Last trade"),
    ("best_bid", "Best bid"),
    ("best_offer", "Best offer"),
    ("bid_or_last", "Best bid or last trade"),
    ("offer_or_last", "Best offer or last trade"),
    ("mid", "Middle of bid and offer"),
    ("reference", "Reference price"),
]

TRAIL_UNIT = [("price", "in price units"), ("ticks", "ticks"), ("percent", "%")]

DISPLAY_METHOD = [("initial", "Always the same"), ("random", "Varying")]  # FIX 1084

MULTILEG = [("single", "Single"), ("leg", "Leg of a spread"), ("multileg", "Spread")]  # FIX 442

PRICED = ("limit", "stop_limit")  # types with a limit price of their own
STOPS = ("stop", "stop_limit")
TRAILING = ("trailing_stop", "trailing_stop_limit")

# FIX 528, reduced: in whose name and by whom the order was entered.
CAPACITY = [
    ("individual", "Client's own entry"),
    ("agency", "On the client's behalf"),
    ("principal", "House order"),
]

ORD_STATUS = [  # FIX 39, plus draft, which the sidecar never sees
    ("draft", "Draft"),
    ("pending_new", "Pending new"),
    ("new", "Working"),
    ("partially_filled", "Partially filled"),
    ("filled", "Filled"),
    ("pending_cancel", "Pending cancel"),
    ("pending_replace", "Pending change"),
    ("canceled", "Cancelled"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
]

EXEC_TYPE = [  # FIX 150; a cancel reject is a message of its own (35=9) and stands in the same history
    ("new", "Acknowledged"),
    ("trade", "Trade"),
    ("triggered", "Triggered"),
    ("restated", "Adjusted by the market"),
    ("canceled", "Cancelled"),
    ("replaced", "Changed"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
    ("trade_cancel", "Trade cancelled"),
    ("trade_correct", "Trade corrected"),
    ("cancel_reject", "Cancel or change refused"),
]

LIQUIDITY = [("maker", "Maker"), ("taker", "Taker"), ("auction", "Auction")]  # FIX 851

FILLS = ("trade", "trade_cancel", "trade_correct")  # what moves a position
OTHER_SIDE = {"buy": "sell", "sell": "buy"}

TERMINAL = ("filled", "canceled", "rejected", "expired")
PENDING = ("pending_cancel", "pending_replace")
WORKING = ("pending_new", "new", "partially_filled", *PENDING)

# Which status may follow which, as seen in Odoo, where a batch of events may skip what lies
# between. Cancelling a trade takes an order back from filled (docs/matching.md). The database
# refuses everything else.
NEXT_STATUS = {
    "draft": ("pending_new",),
    "pending_new": ("new", "partially_filled", "pending_cancel", *TERMINAL),
    "new": ("partially_filled", *PENDING, *TERMINAL),
    "partially_filled": ("new", *PENDING, *TERMINAL),
    "filled": ("new", "partially_filled", "canceled"),
    "pending_cancel": ("new", "partially_filled", *TERMINAL),
    "pending_replace": ("new", "partially_filled", *TERMINAL),
}

PRICE_DIGITS = (20, 8)
MAX_ORDER_QTY = 1_000_000_000  # fits PostgreSQL's int4 with room for sums
MAX_PRICE = 10**12  # beyond it a float no longer holds every tick
MAX_TEXT = 200  # characters, as in docs/protocol.md

WS_URL_VARIABLE = (
    "BROKERSYNC_SIDECAR_WS_URL"  # of the environment: where browsers reach the sidecar
)
