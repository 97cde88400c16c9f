"""``apply(command) -> answer, events``: deterministic.

No clock, no randomness, no input or output.
"""
