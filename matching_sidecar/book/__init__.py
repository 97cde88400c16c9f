"""One instrument's order book: price-time priority, and nothing that knows of accounts, risk or
disks."""
