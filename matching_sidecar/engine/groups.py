"""What fills and ends of orders mean for the others of their group: OCO, OTO, bracket
(docs/matching.md, *Groups*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.group import Group
from ..book.order import Order
from ..book.special import HELD, Special
from ..model.enums import CANCELED, EXEC_CANCELED
from ..model.events import Event
from . import arming, follow, restating

if TYPE_CHECKING:
    from .engine import Engine


def run(engine: Engine, ts: int, events: list[Event]) -> None:
    """Work off the news of grouped orders, also those that follow."""
    news = engine.group_news
    while news:
        group, order, lots, cum = news.popleft()
        if lots:
            _after_fill(engine, group, order, lots, cum, ts, events)
        else:
            _after_end(engine, group, order, ts, events)


def _after_fill(
    engine: Engine,
    group: Group,
    order: Order,
    lots: int,
    cum: int,
    ts: int,
    events: list[Event],
) -> None:
    leads = group.leads(order)
    if group.excludes(order):
        for other in _others(engine, group, order):
            if group.excludes(other) and other.special is not None:
                _take(engine, other, other.special, lots, ts, events)
    elif leads:
        for child in _others(engine, group, order):
            # One that was armed before may have ended it: self-trade prevention.
            if _is_open(engine, child):
                arming.arm(engine, group, child, cum, ts, events)
    special = order.special
    if special is not None and not order.leaves and special.to_come <= 0 and cum == order.cum:
        group.leave(order)
        if leads:
            _release(engine, group, ts, events)


def _after_end(engine: Engine, group: Group, order: Order, ts: int, events: list[Event]) -> None:
    """The order ended otherwise than by its fills."""
    others = _others(engine, group, order)
    group.leave(order)
    if group.excludes(order):
        for other in others:
            if group.excludes(other):
                _cancel(engine, other, "GROUP_CANCELED", ts, events)
    elif group.leads(order):
        _release(engine, group, ts, events)


def _release(engine: Engine, group: Group, ts: int, events: list[Event]) -> None:
    """The first order of an OTO has ended: nothing more will be armed."""
    for child in list(group.members):
        special = child.special
        if special is None or not _is_open(engine, child):
            continue
        if special.unarmed or not (child.leaves or child.cum):
            _cancel(engine, child, "GROUP_CANCELED", ts, events)
            continue
        special.full, special.owed = special.armed, 0
        if not child.leaves:
            restating.report(engine, child, "GROUP_CANCELED", ts, events)
            engine.accounts[child.account].forget(child)
            follow.forget(child, special, engine.instruments[child.symbol])
            group.leave(child)


def _take(
    engine: Engine, order: Order, special: Special, lots: int, ts: int, events: list[Event]
) -> None:
    """Take lots from what is open of an order, then from what it would be armed for next."""
    open_lots = 0 if special.unarmed else order.leaves
    now = min(lots, open_lots)
    if special.to_come > 0:
        special.owed += min(lots - now, special.to_come)
    if now == open_lots and special.to_come <= 0:
        _cancel(engine, order, "GROUP_FILL", ts, events)
    elif now and now == open_lots:
        follow.withdraw(order, engine.instruments[order.symbol])
        restating.reduce(engine, order, now, "GROUP_FILL", ts, events)
        special.place = HELD
    elif now:
        restating.reduce(engine, order, now, "GROUP_FILL", ts, events)


def _cancel(engine: Engine, order: Order, code: str, ts: int, events: list[Event]) -> None:
    """End an order for its group's sake: only its earlier fills mean something for the group."""
    account, instrument = engine.accounts[order.account], engine.instruments[order.symbol]
    engine.end(order, account, instrument, EXEC_CANCELED, CANCELED, code, ts, events)
    group, _order, _lots, _cum = engine.group_news.pop()
    group.leave(order)


def _others(engine: Engine, group: Group, order: Order) -> list[Order]:
    return [other for other in group.members if other is not order and _is_open(engine, other)]


def _is_open(engine: Engine, order: Order) -> bool:
    return engine.accounts[order.account].order(order.cl_ord_id) is order
