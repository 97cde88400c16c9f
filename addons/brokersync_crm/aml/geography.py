from .movement import Finding, in_order, money, total
from .window import disjoint, grouped, windows


def find(movements, parameters):
    """Money from or to a country of high risk.

    With one of `countries` within `days`, `threshold` or more. Uses threshold, days, countries.
    """
    risky = [
        movement for movement in in_order(movements) if movement.country in parameters.countries
    ]
    return list(
        disjoint(
            Finding(run, f"{money(total(run))} in {len(run)} movements with {country}.")
            for country, group in grouped(risky, lambda movement: movement.country).items()
            for run in windows(group, parameters.days)
            if total(run) >= parameters.threshold
        )
    )
