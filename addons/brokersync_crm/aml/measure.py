"""What the rules find of planted patterns, and how often they ask about clients who do nothing unusual::

cd addons/brokersync_crm && python -m aml.measure
"""

import sys

from .defaults import DEFAULTS
from .rules import RULES
from .synthetic import normal, planted


def found(kind, count):
    """Share of `count` planted patterns of a kind of which every movement is in a finding."""
    hits = 0
    for seed in range(count):
        flow, ids = planted(kind, seed)
        findings = RULES[kind](flow.movements, DEFAULTS[kind])
        hits += set(ids) <= set().union(*(finding.ids for finding in findings), set())
    return hits / count


def alarms(kind, clients):
    """Findings a client and year, over normal flows."""
    flows = (normal(seed).movements for seed in range(1_000, 1_000 + clients))
    return sum(len(RULES[kind](movements, DEFAULTS[kind])) for movements in flows) / clients


def main(count=300):
    for kind in RULES:
        sys.stdout.write(
            f"{kind}: {found(kind, count):.1%} of planted found, "
            f"{alarms(kind, count):.3f} alarms a normal client and year\n"
        )


if __name__ == "__main__":
    main()
