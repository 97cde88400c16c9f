"""Market data: quotes, books and trades of each symbol, encoded once and shared by all who listen."""
