"""The Python client of the sidecar's WebSocket (docs/protocol.md)."""

from ..wire.messages import Cancel, New, Replace
from ..wire.reports import CancelRejectReport, ExecutionReport, Report
from .client import Client
from .errors import ClientError, ConnectionClosed, Refused
from .messages import ServerMessage

__all__ = [
    "Cancel",
    "CancelRejectReport",
    "Client",
    "ClientError",
    "ConnectionClosed",
    "ExecutionReport",
    "New",
    "Refused",
    "Replace",
    "Report",
    "ServerMessage",
]
