"""Rules of notifications that need no database: time, grouping, retries, addresses."""
