from datetime import timedelta

from .movement import Finding, in_order, money
from .window import disjoint, grouped, until


def find(movements, parameters):
    """Money that goes to somebody else and comes back, or the other way, about the same amount.

    The client's own bank account does not count: paying in and out there is what it is for.
    Uses threshold, days, share (95 lets the two amounts differ by 5 %).
    """
    others = [
        movement
        for movement in in_order(movements)
        if not movement.own_account and movement.amount >= parameters.threshold
    ]
    findings = []
    for counterparty, group in grouped(others, lambda movement: movement.counterparty).items():
        for index, first in enumerate(group):
            later = until(group, index + 1, first.day + timedelta(days=parameters.days))
            back = next((other for other in later if _returns(first, other, parameters)), None)
            if back:
                findings.append(
                    Finding(
                        (first, back),
                        f"{money(first.amount)} {first.direction} and {money(back.amount)} "
                        f"{back.direction}, both with {counterparty}, within {parameters.days} days.",
                    )
                )
    return list(disjoint(findings))


def _returns(first, other, parameters):
    lesser, greater = sorted((first.amount, other.amount))
    return first.direction != other.direction and lesser * 100 >= greater * parameters.share
