"""Randomness that a seed repeats."""

import random


def seeded(*what: object) -> random.Random:
    """A generator of its own for whatever it is that draws."""
    return random.Random(" ".join(map(str, what)))  # noqa: S311 - reproducible, not secret
