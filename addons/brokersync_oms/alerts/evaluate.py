"""Looks at every second with trades since the last time, so that nothing between two looks is missed."""

from dataclasses import dataclass

from .history import MINUTE


@dataclass(frozen=True)
class Alert:
    """Any of the groups, and in it all of its conditions.

    :param groups: lists of conditions
    :param repeat: fires again once it has not held in between, and `pause` minutes later at the earliest
    """

    groups: tuple
    repeat: bool = False
    pause: int = 0


@dataclass(frozen=True)
class Standing:
    """How an alert stands after a look."""

    seen: int  # moment that was looked at last, ns
    armed: bool = True
    fired: int = 0  # moment it fired last, ns


def evaluate(alert, standing, market, until):
    """Look at everything in (standing.seen, until].

    :param market: `{symbol: History}` of every instrument the conditions name
    :param until: ns; a moment from which no more trades of earlier seconds can come
    :return: the new standing, and the moments at which the alert fired, oldest first
    """
    moments = sorted(
        {moment for history in market.values() for moment in history.moments(standing.seen, until)}
    )
    before, armed, fired = standing.seen, standing.armed, standing.fired
    firings = []
    for moment in moments:
        holds = any(
            all(condition.holds(market, moment, before) for condition in group)
            for group in alert.groups
        )
        if not holds:
            armed = armed or alert.repeat
        elif armed and (not fired or moment - fired >= alert.pause * MINUTE):
            firings.append(moment)
            fired, armed = moment, False
        before = moment
    return Standing(max(until, standing.seen), armed, fired), firings
