"""Codes of the pre-trade gate that are breaches (docs/protocol.md), and what they weigh."""

BREACH_CODE = [
    ("POSITION_LIMIT", "Position limit"),
    ("ORDER_QTY_LIMIT", "Order quantity limit"),
    ("NOTIONAL_LIMIT", "Order value limit"),
    ("PRICE_BAND", "Price band"),
    ("THROTTLED", "Too many orders a second"),
    ("KILL_SWITCH", "Trading stopped"),
    # Found in Odoo after a fill, not refused by the gate.
    ("POSITION_WARNING", "Position close to its limit"),
]

SEVERITY = [
    ("low", "Low"),
    ("medium", "Medium"),
    ("high", "High"),
]

SEVERITY_OF = {
    "POSITION_LIMIT": "high",
    "ORDER_QTY_LIMIT": "high",
    "NOTIONAL_LIMIT": "high",
    "PRICE_BAND": "medium",
    "THROTTLED": "medium",
    "POSITION_WARNING": "medium",
    "KILL_SWITCH": "low",
}

MAX_LOTS = 1_000_000_000  # as large as an order can be
MAX_NOTIONAL = 10**12  # whole currency units

CREDIT_STATE = [
    ("waiting", "Waiting for a risk officer"),
    ("granted", "Granted"),
    ("refused", "Refused"),
]

# What a new client's first account may do where nobody decided otherwise, and nothing is set in the settings.
START_LIMITS = {"max_order_qty": 10, "position_limit": 50, "rate": 5}
