"""Checks of this machine: each says what is wrong and how to mend it."""
