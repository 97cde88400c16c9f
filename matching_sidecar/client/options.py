"""The optional arguments of the client's methods, as docs/protocol.md names them."""

from __future__ import annotations

from typing import TypedDict

from ..wire.messages import Depth, DisplayMethod, Interval, Side, StpMode, TrailUnit, Trigger


class Terms(TypedDict, total=False):
    """What only some orders say. Prices and offsets in price units, quantities in lots."""

    stop_px: float
    trigger: Trigger
    trail_offset: float
    trail_unit: TrailUnit
    limit_offset: float
    activation_px: float
    min_qty: int
    display_qty: int
    display_method: DisplayMethod
    expire_time: int
    expire_date: str
    stp: StpMode
    all_or_none: bool
    post_only: bool
    reduce_only: bool


class Filters(TypedDict, total=False):
    """Which orders a mass cancel ends."""

    account: str
    firm: str
    symbol: str
    side: Side


class Options(TypedDict, total=False):
    """How a channel is sent."""

    since: int
    depth: Depth
    interval: Interval
    conflate_ms: int
