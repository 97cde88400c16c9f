from datetime import timedelta

from .movement import IN, OUT, Finding, in_order, money, total
from .window import disjoint, until


def find(movements, parameters):
    """Money that leaves for elsewhere as soon as it came: an account used as a corridor.

    For each amount in of at least `threshold`, what goes out within `days`, to others than it came from, reaches
    `share` percent of it. What goes back where it came from is a matter of :mod:`round_trip`.
    Uses threshold, days, share.
    """
    ordered = in_order(movements)
    findings, spent = [], set()
    for index, first in enumerate(ordered):
        if first.direction != IN or first.amount < parameters.threshold:
            continue
        last_day = first.day + timedelta(days=parameters.days)
        outs = [
            movement
            for movement in until(ordered, index + 1, last_day)
            if movement.direction == OUT
            and movement.counterparty != first.counterparty
            and movement.id not in spent
        ]
        if total(outs) * 100 >= first.amount * parameters.share:
            outs = _enough(outs, first.amount * parameters.share)
            spent.update(movement.id for movement in outs)
            findings.append(
                Finding(
                    (first, *outs),
                    f"{money(first.amount)} came in and {money(total(outs))} went out "
                    f"within {parameters.days} days.",
                )
            )
    return list(disjoint(findings))


def _enough(outs, hundredfold):
    """The first movements whose sum reaches the share; the rest may have other reasons."""
    taken, amount = [], 0
    for movement in outs:
        taken.append(movement)
        amount += movement.amount
        if amount * 100 >= hundredfold:
            break
    return taken
