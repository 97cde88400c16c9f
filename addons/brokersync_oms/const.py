"""Values of the field's own standards (FIX 4.4/5.0 SP2, ISO) and what follows from them."""

# FIX numbers of the reason codes live in the sidecar; Odoo keeps the code and the words.

SIDE = [("buy", "Buy"), ("sell", "Sell")]  # FIX 54

ORD_TYPE = [("limit", "Limit"), ("market", "Market")]  # FIX 40

TIME_IN_FORCE = [  # FIX 59
    ("day", "Day"),
    ("gtc", "Good till cancelled"),
    ("ioc", "Immediate or cancel"),
    ("fok", "Fill or kill"),
]

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
    ("canceled", "Cancelled"),
    ("replaced", "Changed"),
    ("rejected", "Rejected"),
    ("expired", "Expired"),
    ("cancel_reject", "Cancel or change refused"),
]

LIQUIDITY = [("maker", "Maker"), ("taker", "Taker")]  # FIX 851

TERMINAL = ("filled", "canceled", "rejected", "expired")
PENDING = ("pending_cancel", "pending_replace")
WORKING = ("pending_new", "new", "partially_filled", *PENDING)

# Which status may follow which, as seen in Odoo, where a batch of events may skip what lies
# between. The database refuses everything else.
NEXT_STATUS = {
    "draft": ("pending_new",),
    "pending_new": ("new", "partially_filled", "pending_cancel", *TERMINAL),
    "new": ("partially_filled", *PENDING, *TERMINAL),
    "partially_filled": (*PENDING, *TERMINAL),
    "pending_cancel": ("new", "partially_filled", *TERMINAL),
    "pending_replace": ("new", "partially_filled", *TERMINAL),
}

PRICE_DIGITS = (20, 8)
MAX_ORDER_QTY = 1_000_000_000  # fits PostgreSQL's int4 with room for sums
MAX_PRICE = 10**12  # beyond it a float no longer holds every tick
MAX_TEXT = 200  # characters, as in docs/protocol.md
