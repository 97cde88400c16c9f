"""Cases a trader can read, run against the engine and against the naive book.

See README.md.
"""
