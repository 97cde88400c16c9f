from .movement import IN, Finding, in_order, money, total
from .window import disjoint, grouped, windows


def find(movements, parameters):
    """Money that comes from somebody other than the client.

    From one counterparty within `days`, `threshold` or more. Uses threshold, days.
    """
    foreign = [
        movement
        for movement in in_order(movements)
        if movement.direction == IN and not movement.own_account
    ]
    return list(
        disjoint(
            Finding(run, f"{money(total(run))} came from {counterparty}, who is not the client.")
            for counterparty, group in grouped(foreign, lambda m: m.counterparty or "?").items()
            for run in windows(group, parameters.days)
            if total(run) >= parameters.threshold
        )
    )
