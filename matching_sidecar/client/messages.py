"""Everything the sidecar sends."""

from __future__ import annotations

from typing import Final

import msgspec

from ..market_data.messages import BookDelta, BookSnapshot, Quote, Trade
from ..wire.answers import LoginOk, Pong
from ..wire.errors import ErrorMessage
from ..wire.reports import CancelRejectReport, ExecutionReport

ServerMessage = (
    ExecutionReport
    | CancelRejectReport
    | BookSnapshot
    | BookDelta
    | Quote
    | Trade
    | ErrorMessage
    | LoginOk
    | Pong
)

decode: Final = msgspec.json.Decoder(list[ServerMessage]).decode
"""A frame's messages."""
