"""Names and tables of the client side that more than one model reads."""

PERMISSIONS = ("view", "trade", "withdraw", "approve", "report", "administer")
"""What a person of a client firm may do: see the firm's data; enter orders; ask for money or goods to leave; approve
what a colleague asked for; order statements and reports; manage the firm's people and profile."""

ROLES = [
    ("portfolio_manager", "Portfolio manager"),
    ("trader", "Trader"),
    ("analyst", "Analyst"),
    ("operations", "Operations"),
    ("compliance", "Compliance contact"),
    ("administrator", "Administrator of the firm"),
]

# Who moves money does not approve it, and who manages the people does not trade.
ROLE_PERMISSIONS = {
    "portfolio_manager": ("view", "trade", "approve", "report"),
    "trader": ("view", "trade"),
    "analyst": ("view", "report"),
    "operations": ("view", "withdraw", "report"),
    "compliance": ("view", "report"),
    "administrator": ("view", "approve", "report", "administer"),
}
