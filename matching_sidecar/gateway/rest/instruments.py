"""Instruments over REST."""

from __future__ import annotations

import msgspec

from ...book.instrument import InstrumentState
from ...model.enums import STATUS_NAMES
from ..http.message import Request, Response, json
from .services import Services, authenticate


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


def instruments(services: Services, request: Request) -> Response:
    """GET /v1/instruments"""
    authenticate(services, request, "view")
    found = services.shard.engine.instruments
    return json([_instrument(found[symbol]) for symbol in sorted(found)])


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
