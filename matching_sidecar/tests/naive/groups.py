"""Groups: what a fill or the end of one order means for the others."""

from __future__ import annotations

from matching_sidecar.model import enums

from . import stops
from .life import process
from .market import Market
from .order import Group, Order


def settle(market: Market) -> None:
    """Go through what happened to members of groups, to the end."""
    while market.happened:
        order, lots, cum, ended = market.happened.pop(0)
        group = order.group
        if group.contingency != enums.OCO and order is group.orders[0]:
            if lots:
                arm(market, group, cum)
            if ended:
                first_ended(market, group)
        elif group.contingency != enums.OTO:
            for sibling in siblings(group, order):
                if lots:
                    take(market, sibling, lots)
                else:
                    market.end(sibling, "GROUP_CANCELED", quiet=True)


def siblings(group: Group, order: Order) -> list[Order]:
    """The other orders of the OCO, as far as they are open."""
    members = group.orders if group.contingency == enums.OCO else group.orders[1:]
    return [member for member in members if member is not order and member.where != "done"]


def take(market: Market, sibling: Order, lots: int) -> None:
    """A fill takes lots from a sibling: from what is armed, then from what is to come."""
    armed = sibling.leaves if sibling.armed or not sibling.child else 0
    if armed + sibling.to_come <= lots:
        market.end(sibling, "GROUP_FILL", quiet=True)
        return
    now = min(lots, armed)
    if now:
        market.lower(sibling, now)
        if not sibling.leaves:
            sibling.where = "child"
        market.restate(sibling, "GROUP_FILL")
    sibling.taken += lots - now


def arm(market: Market, group: Group, filled: int) -> None:
    """Arm the children for their share of what is filled of the first order."""
    first, *children = group.orders
    for child in children:
        if child.where == "done":
            continue
        lot = market.instruments[child.symbol].row.lot
        share = child.whole * filled // first.entered_qty // lot * lot
        child.share = max(child.share, min(child.whole, share))
        qty = child.share - child.taken
        if qty <= (child.qty if child.armed else 0):
            continue
        child.qty = qty
        if child.armed:
            market.restate(child, "GROUP_FILL")
        else:
            child.armed = True
            stops.follow(market, child)
            market.report(enums.EXEC_TRIGGERED, child, market.status(child))
        if child.where != "stop":
            process(market, child)


def first_ended(market: Market, group: Group) -> None:
    """Nothing more is armed."""
    for child in group.orders[1:]:
        if child.where == "done":
            continue
        if not child.armed or not (child.leaves or child.cum):
            market.end(child, "GROUP_CANCELED", quiet=True)
            continue
        child.whole = child.share
        if not child.leaves:
            market.leave(child)
            market.report(enums.EXEC_RESTATED, child, enums.FILLED, "GROUP_CANCELED")
