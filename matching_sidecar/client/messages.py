"""Everything the sidecar sends."""

from __future__ import annotations

from typing import Final

import msgspec

from ..market_data.messages import (
    Bar,
    Bars,
    BookDelta,
    BookSnapshot,
    OrdersDelta,
    OrdersSnapshot,
    Phase,
    Quote,
    Statistics,
    Trade,
    TradeCancel,
    TradeCorrect,
)
from ..wire.answers import LoginOk, MassCancelReport, Pong
from ..wire.errors import ErrorMessage
from ..wire.reports import CancelRejectReport, ExecutionReport

ServerMessage = (
    ExecutionReport
    | CancelRejectReport
    | MassCancelReport
    | BookSnapshot
    | BookDelta
    | OrdersSnapshot
    | OrdersDelta
    | Quote
    | Statistics
    | Phase
    | Trade
    | TradeCancel
    | TradeCorrect
    | Bars
    | Bar
    | ErrorMessage
    | LoginOk
    | Pong
)

decode: Final = msgspec.json.Decoder(list[ServerMessage]).decode
"""A frame's messages."""
unpack: Final = msgspec.msgpack.Decoder(list[ServerMessage]).decode
"""The same of a frame in MessagePack."""
