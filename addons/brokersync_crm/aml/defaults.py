"""Parameters the rules start with; compliance tunes them. The measured figures of the guide are of these."""

from .parameters import Parameters

# Call for action and increased monitoring, FATF; compliance keeps the list up to date.
HIGH_RISK = frozenset({"IR", "KP", "MM"})

DEFAULTS = {
    "structuring": Parameters(threshold=10_000_00, band=50, days=5, count=3),
    "rapid": Parameters(threshold=25_000_00, days=2, share=90),
    "dormant": Parameters(threshold=50_000_00, days=7, count=3, dormant_days=180),
    "round_trip": Parameters(threshold=10_000_00, days=30, share=95),
    "third_party": Parameters(threshold=5_000_00, days=30),
    "geography": Parameters(threshold=1_000_00, days=30, countries=HIGH_RISK),
}
