"""What a moment looked like: books, open orders and positions, as plain values and as text."""

from __future__ import annotations

from typing import Any

from matching_sidecar.book.instrument import InstrumentState
from matching_sidecar.book.order import Order
from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model.enums import (
    BUY,
    LIMIT,
    ORD_TYPE_NAMES,
    SELL,
    SIDE_NAMES,
    STATUS_NAMES,
    STOP_LIMIT,
    TIF_NAMES,
    TRAILING_STOP_LIMIT,
)
from matching_sidecar.model.reference import InstrumentRow
from matching_sidecar.shard.moment import Moment, iso

Picture = dict[str, Any]

PLACE_NAMES = ("nowhere", "book", "stops", "queued", "held", "conditional", "auction")
"""Where an order is, see ``book.special``."""


def take(moment: Moment, symbols: list[str], depth: int) -> Picture:
    """The instruments named, with everything that concerns them; the digest is of the whole shard."""
    engine = moment.engine
    return {
        "at": iso(moment.ts),
        "ts": moment.ts,
        "command": moment.seq,
        "event": engine.event_seq,
        "journal_id": moment.journal_id,
        "digest": state.digest(engine),
        "instruments": [_instrument(engine.instruments[symbol], depth) for symbol in symbols],
        "positions": [row for row in _positions(engine) if row["symbol"] in symbols],
        "orders": [row for row in _orders(engine) if row["symbol"] in symbols],
    }


def words(picture: Picture) -> str:
    """For people: a ladder for each instrument, then positions and open orders."""
    lines = [
        f"{picture['at']}, command {picture['command']:,}, event {picture['event']:,}",
        f"digest {picture['digest']}",
    ]
    for instrument in picture["instruments"]:
        lines += ["", *_ladder(instrument)]
    if picture["positions"]:
        lines += ["", f"{'account':<20} {'instrument':<12} {'position':>10}"]
        lines += [
            f"{row['account']:<20} {row['symbol']:<12} {row['net']:>+10,}"
            for row in picture["positions"]
        ]
    if picture["orders"]:
        lines += ["", f"{'order':>10} {'account':<20} {'instrument':<12} side   open of total"]
        lines += [_line(row) for row in picture["orders"]]
    return "\n".join(lines)


def _instrument(instrument: InstrumentState, depth: int) -> Picture:
    row, book = instrument.row, instrument.book
    last = instrument.last_price
    return {
        "symbol": row.code,
        "status": STATUS_NAMES[instrument.status],
        "last": None if last is None else row.to_price(last),
        "volume": instrument.volume,
        "decimals": _decimals(row),
        "bids": [[row.to_price(p), qty, orders] for p, qty, orders in book.levels(BUY, depth)],
        "asks": [[row.to_price(p), qty, orders] for p, qty, orders in book.levels(SELL, depth)],
    }


def _positions(engine: Engine) -> list[Picture]:
    return [
        {"account": account.row.code, "symbol": symbol, "net": exposure.net}
        for account in engine.accounts.values()
        for symbol, exposure in account.exposures.items()
        if exposure.net
    ]


def _orders(engine: Engine) -> list[Picture]:
    found = [order for account in engine.accounts.values() for order in account.orders()]
    return [_order(engine, order) for order in sorted(found, key=lambda order: order.order_id)]


def _order(engine: Engine, order: Order) -> Picture:
    row, special = engine.instruments[order.symbol].row, order.special
    stop = None if special is None or special.triggered else special.stop_price
    priced = order.ord_type in (LIMIT, STOP_LIMIT, TRAILING_STOP_LIMIT) or order.price != 0
    return {
        "order_id": order.order_id,
        "account": order.account,
        "cl_ord_id": order.cl_ord_id,
        "symbol": order.symbol,
        "side": SIDE_NAMES[order.side],
        "ord_type": ORD_TYPE_NAMES[order.ord_type],
        "time_in_force": TIF_NAMES[order.tif],
        "order_qty": order.qty,
        "leaves_qty": order.leaves,
        "price": row.to_price(order.price) if priced else None,
        "stop_px": None if stop is None else row.to_price(stop),
        "place": "book" if special is None else PLACE_NAMES[special.place],
    }


def _decimals(row: InstrumentRow) -> int:
    """Digits behind the point that the tick needs, at most nine."""
    return next((n for n in range(9) if row.tick_num * 10**n % row.tick_den == 0), 9)


def _ladder(instrument: Picture) -> list[str]:
    digits = instrument["decimals"]
    last = instrument["last"]
    traded = "no trade yet" if last is None else f"last {last:,.{digits}f}"
    lines = [
        f"{instrument['symbol']}  {instrument['status']}, {traded}, volume {instrument['volume']:,}",
        f"{'orders':>8} {'bid':>10} {'price':^16} {'ask':<10} orders",
    ]
    for price, qty, orders in reversed(instrument["asks"]):
        lines.append(f"{'':>8} {'':>10} {f'{price:,.{digits}f}':^16} {qty:<10,} {orders:,}")
    for price, qty, orders in instrument["bids"]:
        lines.append(f"{orders:>8,} {qty:>10,} {f'{price:,.{digits}f}':^16}")
    return lines


def _line(row: Picture) -> str:
    words = [row["ord_type"]]
    if row["price"] is not None:
        words.append(f"at {row['price']:g}")
    if row["stop_px"] is not None:
        words.append(f"stop {row['stop_px']:g}")
    if row["place"] != "book":
        words.append(f"({row['place']})")
    return (
        f"{row['order_id']:>10} {row['account']:<20} {row['symbol']:<12} {row['side']:<4}"
        f" {row['leaves_qty']:>6,} of {row['order_qty']:<6,} {' '.join(words)}, {row['cl_ord_id']}"
    )
