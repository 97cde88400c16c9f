"""Calendar spreads: orders for a spread against those for its legs (docs/matching.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book import implied
from ..book.book import NO_LIMIT
from ..book.instrument import InstrumentState
from ..book.order import Order
from ..model.enums import BUY, LEG, MAKER, MULTILEG, SELL, TAKER
from ..model.events import Event, Execution
from ..model.reference import InstrumentRow, Leg
from ..risk.state import AccountState, Exposure
from . import follow, reports

if TYPE_CHECKING:
    from .engine import Engine


def define(engine: Engine, row: InstrumentRow) -> None:
    """Learn the legs of a spread: the one it buys, then the one it sells."""
    if row.legs:
        bought, sold = sorted(row.legs, key=_ratio, reverse=True)
        engine.legs[row.code] = (bought.symbol, sold.symbol)


def link(engine: Engine) -> None:
    """Let spreads and their legs know each other. A spread without its legs, or in another tick
    than theirs, is not traded."""
    for instrument in engine.instruments.values():
        instrument.spreads = []
        instrument.spread = False
    for symbol in sorted(engine.instruments):
        spread = engine.instruments[symbol]
        names = engine.legs.get(symbol)
        if names is None:
            continue
        first, second = engine.instruments.get(names[0]), engine.instruments.get(names[1])
        spread.first, spread.second = first, second
        sound = first is not None and second is not None
        if first is not None and second is not None:
            first.spreads.append(spread)
            second.spreads.append(spread)
            first.spread = second.spread = spread.spread = True
            sound = spread.same_tick(first) and spread.same_tick(second)
        spread.active = spread.row.active and sound


def trade(
    engine: Engine,
    order: Order,
    account: AccountState,
    spread: InstrumentState,
    exposure: Exposure,
    limit_key: int,
    prevention: int,
    ts: int,
    events: list[Event],
) -> str:
    """Match an arriving spread order with its own book and the legs' books, the better one first,
    its own when equal.

    Returns the code with which what is left of it is cancelled, or "".
    """
    book, side, middle = spread.book, order.side, spread.middle()
    while order.leaves:
        price = implied.price(spread, side, middle)
        key = limit_key
        if price is not None:
            key = min(limit_key, book.limit_key(side, price))
        maker = book.next_maker(side, key)
        if maker is not None:
            code = engine.trade(
                order, maker, account, spread, exposure, key, prevention, ts, events
            )
            if code:
                return code
        elif price is not None and book.limit_key(side, price) <= limit_key:
            _against_legs(engine, order, spread, price, ts, events)
        else:
            break
    return ""


def rests(instrument: InstrumentState) -> bool:
    """Whether an order rests for the spread, or for one the instrument is a leg of."""
    if instrument.first is not None:
        return True
    for spread in instrument.spreads:
        book = spread.book
        if book.bids.best is not None or book.asks.best is not None:
            return True
    return False


def try_one(engine: Engine, symbols: list[str], ts: int, events: list[Event]) -> bool:
    """Match the first resting spread order that can trade against outrights, where one of
    ``symbols`` may have changed that; whether there was one."""
    names: set[str] = set()
    for symbol in symbols:
        instrument = engine.instruments[symbol]
        if instrument.first is not None:
            names.add(symbol)
        for spread in instrument.spreads:
            names.add(spread.symbol)
    for name in sorted(names):
        spread = engine.instruments[name]
        for side in (BUY, SELL):
            level = spread.book.side(side).best
            if level is not None and level.first is not None:
                order = level.first
                if _trade_resting(engine, order, spread, ts, events):
                    return True
    return False


def _trade_resting(
    engine: Engine, order: Order, spread: InstrumentState, ts: int, events: list[Event]
) -> bool:
    key = spread.book.limit_key(order.side, order.price)
    found, middle = False, spread.middle()
    while order.leaves:
        price = implied.price(spread, order.side, middle)
        if price is None or spread.book.limit_key(order.side, price) > key:
            break
        found = True
        _against_legs(engine, order, spread, price, ts, events)
    return found


def _against_legs(
    engine: Engine, order: Order, spread: InstrumentState, price: int, ts: int, events: list[Event]
) -> None:
    """Trade with the first outright order of each leg, as much as all three have."""
    first, second = spread.first, spread.second
    if first is None or second is None:
        return
    side, other = order.side, SELL if order.side == BUY else BUY
    near = first.book.next_maker(side, NO_LIMIT)
    far = second.book.next_maker(other, NO_LIMIT)
    if near is None or far is None:
        return
    lots = min(order.leaves, _shown(near), _shown(far))
    near_price, far_price = near.price, far.price
    trade_id = engine.trade_id + 1
    engine.trade_id += 3
    if order.level is not None:
        spread.book.fill(order, lots)
    else:
        order.leaves -= lots
    order.cum_value += lots * price
    seq = engine.event_seq + 1
    engine.event_seq = seq + 4
    report = reports.trade(seq, ts, order, spread, lots, price, trade_id, TAKER)
    report.leg = MULTILEG
    events.append(report)
    _take(engine, near, first, lots)
    events.append(_leg(seq + 1, ts, order, first, side, lots, near_price, trade_id + 1, TAKER))
    events.append(reports.trade(seq + 2, ts, near, first, lots, near_price, trade_id + 1, MAKER))
    _take(engine, far, second, lots)
    events.append(_leg(seq + 3, ts, order, second, other, lots, far_price, trade_id + 2, TAKER))
    events.append(reports.trade(seq + 4, ts, far, second, lots, far_price, trade_id + 2, MAKER))
    _filled(engine, order, spread, lots)
    _filled(engine, near, first, lots)
    _filled(engine, far, second, lots)
    first.count(near_price, lots)
    second.count(far_price, lots)
    spread.record(price, lots)
    if spread.watch is not None:
        spread.watch.prints.append(price)
    for instrument in (first, second, spread):
        engine.touch(instrument)


def add_legs(
    engine: Engine,
    one: Order,
    other: Order,
    spread: InstrumentState,
    lots: int,
    price: int,
    ts: int,
    events: list[Event],
) -> None:
    """After the two reports of a trade between spread orders: what it is in the legs."""
    first, second = spread.first, spread.second
    if first is None or second is None:
        return
    near_price = first.middle()
    if near_price is None:
        far = second.middle()
        near_price = price if far is None else far + price
    fills = events[-2:]
    for leg, near, leg_price in ((first, True, near_price), (second, False, near_price - price)):
        engine.trade_id += 1
        for order, fill in zip((one, other), fills, strict=True):
            if isinstance(fill, Execution):
                fill.leg = MULTILEG
                side = order.side if near else SELL + BUY - order.side
                engine.event_seq += 1
                events.append(
                    _leg(
                        engine.event_seq,
                        ts,
                        order,
                        leg,
                        side,
                        lots,
                        leg_price,
                        engine.trade_id,
                        fill.liquidity,
                    )
                )
        # The positions in the leg changed: reduce-only orders may be too large now.
        engine.touch(leg)


def _leg(
    seq: int,
    ts: int,
    order: Order,
    leg: InstrumentState,
    side: int,
    lots: int,
    price: int,
    trade_id: int,
    liquidity: int,
) -> Execution:
    """A spread order's fill in a leg."""
    report = reports.trade(seq, ts, order, leg, lots, price, trade_id, liquidity)
    report.symbol = leg.symbol
    report.side = side
    report.leg = LEG
    return report


def _take(engine: Engine, maker: Order, leg: InstrumentState, lots: int) -> None:
    """Fill an outright order with visible lots of it."""
    taker = Order(
        0, "", "", leg.symbol, SELL + BUY - maker.side, maker.ord_type, maker.tif, lots, 0, "", 0
    )
    leg.book.trade(taker, maker)


def _filled(engine: Engine, order: Order, instrument: InstrumentState, lots: int) -> None:
    """Position, open quantity and what else a fill means for an order."""
    account = engine.accounts[order.account]
    exposure = account.exposure(order.symbol)
    exposure.fill(order.side == BUY, lots)
    special = order.special
    if special is not None:
        follow.filled(engine, order, special, exposure, instrument, lots)
    if not order.leaves and (special is None or special.to_come <= 0):
        account.forget(order)


def _ratio(leg: Leg) -> int:
    return leg.ratio


def _shown(order: Order) -> int:
    special = order.special
    return special.shown if special is not None and special.display else order.leaves
