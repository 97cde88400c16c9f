from datetime import timedelta

from .movement import Finding, in_order, money, total
from .window import until


def find(movements, parameters):
    """A client that did nothing for long and then much at once.

    After `dormant_days` without any movement, `count` movements within `days` that reach `threshold` together.
    Uses threshold, days, count, dormant_days.
    """
    ordered = in_order(movements)
    findings = []
    for index in range(1, len(ordered)):
        first = ordered[index]
        quiet = first.day - ordered[index - 1].day
        if quiet < timedelta(days=parameters.dormant_days):
            continue
        burst = tuple(until(ordered, index, first.day + timedelta(days=parameters.days - 1)))
        if len(burst) >= parameters.count and total(burst) >= parameters.threshold:
            findings.append(
                Finding(
                    burst,
                    f"After {quiet.days} days without a movement, {len(burst)} within "
                    f"{parameters.days} days, together {money(total(burst))}.",
                )
            )
    return findings
