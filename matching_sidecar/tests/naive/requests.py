"""Orders, groups, cancels and replaces, as they are asked for."""

from __future__ import annotations

import msgspec

from matching_sidecar.model import enums
from matching_sidecar.model.commands import CancelOrder, NewGroup, NewOrder, ReplaceOrder

from . import checks, groups, life, rounds, spreads, stops
from .market import Market
from .order import STOPS, Group, Order


def make(market: Market, command: NewOrder, list_id: str = "", *, child: bool = False) -> Order:
    """The order of a command, with what the market gives it: stop price, limit."""
    market.order_number += 1
    order = Order(
        market.order_number, command.cl_ord_id, command.account, command.symbol,
        command.entered_by, command.side, command.ord_type, command.tif, command.qty,
        command.price if command.ord_type in checks.GIVEN_LIMIT else 0, command.terms, list_id,
        child=child,
    )  # fmt: skip
    order.ids = [order.cl_ord_id]
    order.entered_qty = order.whole = order.qty
    order.conditional = bool(order.terms.min_qty or order.terms.all_or_none)
    if order.ord_type in STOPS:
        stops.prepare(market, order)
    is_open = market.instruments[order.symbol].phase == enums.OPEN
    if order.ord_type == enums.MARKET_TO_LIMIT and is_open and not child:
        order.price = spreads.best_opposite(market, order) or 0
    return order


def new_order(market: Market, command: NewOrder) -> None:
    order = make(market, command)
    claim(market, order.account, order.cl_ord_id)
    code = checks.arriving(market, order, [])
    if code:
        reject(market, order, code)
        return
    accept(market, order)
    life.process(market, order)
    rounds.order_done(market)


def accept(market: Market, order: Order) -> None:
    market.orders.append(order)
    market.report(enums.EXEC_NEW, order, enums.NEW)
    if order.terms.expire_ts:
        market.dues += 1
        market.due.append((order.terms.expire_ts, market.dues, order))


def reject(market: Market, order: Order, code: str) -> None:
    order.stop = order.terms.stop_price
    market.report(enums.EXEC_REJECTED, order, enums.REJECTED, code)


def claim(market: Market, account: str, cl_ord_id: str) -> None:
    market.accounts[account].ids[cl_ord_id] = market.session


def new_group(market: Market, command: NewGroup) -> None:
    parents = 1 if command.contingency != enums.OCO else len(command.orders)
    orders = [
        make(market, single, command.list_id, child=index >= parents)
        for index, single in enumerate(command.orders)
    ]
    group = Group(command.contingency, orders)
    codes = [""] * len(orders)
    for index, order in enumerate(orders):
        claim(market, order.account, order.cl_ord_id)
        order.group = group
        if not any(codes):
            misfit = not fits(command, orders, index)
            counted = [other for other in orders[:index] if not other.child]
            codes[index] = checks.arriving(market, order, counted, misfit=misfit)
    if any(codes):
        for order, code in zip(orders, codes, strict=True):
            reject(market, order, code or "GROUP_REJECTED")
        return
    for order in orders:
        accept(market, order)
        order.where = "child" if order.child else "entering"
    for order in orders:
        if order.where == "entering":
            life.process(market, order)
            groups.settle(market)
    rounds.order_done(market)


def fits(command: NewGroup, orders: list[Order], index: int) -> bool:
    """Whether the group may have the order."""
    bracket, order = command.contingency == enums.BRACKET, orders[index]
    return (
        order.account == command.account
        and (index > 0 or (3 if bracket else 2) <= len(orders) <= 10)
        and (command.contingency == enums.OTO or order.tif in checks.RESTING)
        and (not bracket or index == 0 or order.side != orders[0].side)
    )


def find(market: Market, request: CancelOrder | ReplaceOrder) -> Order | None:
    """The open order that has or had the id."""
    for order in market.orders:
        if order.account == request.account and request.orig_cl_ord_id in order.ids:
            return order
    return None


def gone(market: Market, request: CancelOrder | ReplaceOrder) -> str:
    known = request.orig_cl_ord_id in market.accounts[request.account].ids
    return "TOO_LATE" if known else "UNKNOWN_ORDER"


def rename(order: Order, request: CancelOrder | ReplaceOrder) -> None:
    order.orig_cl_ord_id = request.orig_cl_ord_id
    order.cl_ord_id = request.cl_ord_id
    order.ids.append(request.cl_ord_id)


def cancel(market: Market, command: CancelOrder) -> None:
    order = find(market, command)
    reason = gone(market, command)
    claim(market, command.account, command.cl_ord_id)
    if order is None:
        market.refuse(command, None, reason, replace=False)
        return
    rename(order, command)
    market.end(order, "USER_CANCEL")
    rounds.order_done(market)


def replace(market: Market, command: ReplaceOrder) -> None:
    order = find(market, command)
    reason = gone(market, command)
    claim(market, command.account, command.cl_ord_id)
    if order is None or order.symbol != command.symbol:
        market.refuse(command, order, reason if order is None else "UNKNOWN_ORDER", replace=True)
        return
    wanted = changed(order, command)
    keeps = (
        wanted.qty <= order.qty
        and wanted.price == order.price
        and wanted.terms.display_qty == order.terms.display_qty
        and wanted.stop == order.stop
    )
    code = refusal(market, order, wanted, command, keeps)
    if code:
        market.refuse(command, order, code, replace=True)
        return
    take_over(market, order, wanted, command)
    if order.where == "done" or (order.child and not order.armed):
        pass
    elif order.where == "stop":
        if stops.is_through(market, order) and order not in market.queue:
            life.trigger(market, order)
    elif keeps:
        order.shown = min(order.shown, order.leaves)
    else:
        life.process(market, order)
    rounds.order_done(market)


def changed(order: Order, command: ReplaceOrder) -> Order:
    """A copy of the order as it would be."""
    wanted = Order(**{name: getattr(order, name) for name in Order.__dataclass_fields__})
    wanted.qty = command.qty
    fixed = order.is_market or (order.ord_type == enums.TRAILING_STOP_LIMIT and not order.triggered)
    if not fixed and (order.ord_type != enums.MARKET_TO_LIMIT or order.priced):
        wanted.price = command.price
    given = {}
    if command.stop_price is not None:
        given["stop_price"] = wanted.stop = command.stop_price
    if command.display_qty is not None:
        given["display_qty"] = command.display_qty
    if given:
        wanted.given = msgspec.structs.replace(order.terms, **given)
    return wanted


def refusal(market: Market, order: Order, wanted: Order, command: ReplaceOrder, keeps: bool) -> str:
    plain_stop = order.ord_type in (enums.STOP, enums.STOP_LIMIT)
    if found := checks.takes_orders(market, market.instruments[order.symbol]):
        return found
    if (
        order.triggered
        or (command.stop_price is not None and not plain_stop)
        or (command.display_qty is not None and not order.terms.display_qty)
        or (order.child and order.armed and order.share < order.whole)
    ):
        return "UNSUPPORTED"
    if keeps or wanted.qty <= order.cum:
        return checks.shape(market, wanted)
    market.orders.remove(order)
    code = checks.arriving(market, wanted, [], new=False)
    market.orders.append(order)
    market.orders.sort(key=lambda o: o.number)
    return code


def take_over(market: Market, order: Order, wanted: Order, command: ReplaceOrder) -> None:
    """The order becomes as wanted; at or below what is filled it ends as filled."""
    rename(order, command)
    order.qty = max(wanted.qty, order.cum)
    order.price, order.stop, order.given = wanted.price, wanted.stop, wanted.given
    if order.child and not order.armed:
        order.whole = order.qty
    elif order.child:
        order.whole = order.share = order.qty + order.taken
    if order.leaves:
        market.report(enums.EXEC_REPLACED, order, market.status(order))
        return
    market.leave(order)
    market.report(enums.EXEC_REPLACED, order, enums.FILLED)
    if order.group:
        market.happened.append((order, 0, order.cum, True))
