from .movement import CASH_LIKE, Finding, in_order, money, total
from .window import disjoint, windows


def find(movements, parameters):
    """Cash split so that no single amount reaches the reporting threshold, while together they exceed it.

    One amount near the threshold is nothing (FinCEN and agencies, joint FAQ of 9 October 2025): it takes `count` of
    them within `days`, all within `band` percent below the threshold, in one direction.
    Uses threshold, band, days, count. Source of the threshold: 31 CFR 1010.311.
    """
    least = parameters.threshold * (100 - parameters.band) // 100
    findings = []
    for direction in ("in", "out"):
        below = [
            movement
            for movement in in_order(movements)
            if movement.direction == direction
            and movement.method in CASH_LIKE
            and least <= movement.amount < parameters.threshold
        ]
        findings += [
            Finding(
                run,
                f"{len(run)} cash amounts {direction} within {parameters.days} days, each below "
                f"{money(parameters.threshold)}, together {money(total(run))}.",
            )
            for run in windows(below, parameters.days)
            if len(run) >= parameters.count and total(run) > parameters.threshold
        ]
    return list(disjoint(findings))
