from datetime import timedelta
from itertools import islice, takewhile


def windows(movements, days):
    """Longest runs of `movements` (in order of time) in which first and last are less than `days` days apart.

    Runs that lie within another one are left out.
    """
    end = 0
    for start, first in enumerate(movements):
        before = end
        while end < len(movements) and movements[end].day - first.day < timedelta(days=days):
            end += 1
        if end > before:
            yield tuple(movements[start:end])


def until(movements, start, last_day):
    """Movements (in order of time) from index `start` up to a day."""
    return takewhile(lambda movement: movement.day <= last_day, islice(movements, start, None))


def disjoint(findings):
    """Findings of which none shares a movement with an earlier one: one question for one set of facts."""
    seen = set()
    for finding in findings:
        if seen.isdisjoint(finding.ids):
            seen |= finding.ids
            yield finding


def grouped(movements, key):
    """Movements by what `key` says of them, without those it says nothing of."""
    groups = {}
    for movement in movements:
        if value := key(movement):
            groups.setdefault(value, []).append(movement)
    return groups
