from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a rule can be tuned by. Amounts in minor units; each rule names those it uses."""

    threshold: int = 10_000_00
    band: int = 50
    """Percent below the threshold that still counts as “just below”."""
    days: int = 5
    count: int = 3
    share: int = 90
    """Percent of what came in that goes out again; for a round trip, 100 less the difference that is allowed."""
    dormant_days: int = 180
    countries: frozenset = frozenset()
