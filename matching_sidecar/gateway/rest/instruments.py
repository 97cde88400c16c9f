"""Instruments and their books over REST."""

from __future__ import annotations

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from ...book.instrument import InstrumentState
from ...model.enums import STATUS_NAMES
from ...wire.errors import EdgeError, excerpt
from .services import authenticate, respond, services

DEPTH: Final = 10
MAX_DEPTH: Final = 10_000


class Instrument(msgspec.Struct):
    """Reference data of an instrument and its status. ``tick`` in price units, quantities in lots."""

    symbol: str
    product: str
    status: str
    active: bool
    tick: float
    tick_num: int
    tick_den: int
    lot: int
    max_order_qty: int
    multiplier: float
    currency: str
    band_pct: float
    reference_price: float | None
    negative_price: bool
    version: int


async def instruments(request: Request) -> Response:
    """GET /v1/instruments"""
    authenticate(request, "view")
    found = services(request).shard.engine.instruments
    return respond([_instrument(found[symbol]) for symbol in sorted(found)])


async def book(request: Request) -> Response:
    """GET /v1/instruments/{symbol}/book"""
    authenticate(request, "view")
    symbol, text = request.path_params["symbol"], request.query_params.get("depth", str(DEPTH))
    depth = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= depth <= MAX_DEPTH:
        text = f"depth must be a whole number from 1 to {MAX_DEPTH}, got {excerpt(text)}"
        raise EdgeError("FIELD_INVALID", text, "depth")
    feed = services(request).market.feed(symbol)
    if feed is None:
        text = f"unknown symbol {excerpt(symbol)}"
        raise EdgeError("UNKNOWN_SYMBOL", text, "symbol", status=404)
    found = feed.book(depth)
    return respond({"symbol": symbol, "seq": found.seq, "bids": found.bids, "asks": found.asks})


def _instrument(state: InstrumentState) -> Instrument:
    row = state.row
    return Instrument(
        row.code,
        row.product,
        STATUS_NAMES[state.status],
        row.active,
        row.to_price(1),
        row.tick_num,
        row.tick_den,
        row.lot,
        row.max_order_qty,
        row.multiplier,
        row.currency,
        row.band_pct,
        row.reference_price,
        row.negative_price,
        row.version,
    )
