"""Trading calendars: which phase an instrument should be in, and the commands that bring it there.

The engine knows no calendar; it hears of every change as a ``SetSession`` in the journal.
"""
