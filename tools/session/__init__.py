"""A trading session for the demonstration: market makers and clients whose prices follow real history."""
