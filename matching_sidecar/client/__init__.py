"""The Python client of the sidecar's WebSocket (docs/protocol.md)."""

from ..wire.messages import Cancel, Group, GroupOrder, New, Replace
from ..wire.reports import CancelRejectReport, ExecutionReport, Report
from .book import BookCopy
from .client import Client
from .errors import ClientError, ConnectionClosed, Refused
from .messages import ServerMessage

__all__ = [
    "BookCopy",
    "Cancel",
    "CancelRejectReport",
    "Client",
    "ClientError",
    "ConnectionClosed",
    "ExecutionReport",
    "Group",
    "GroupOrder",
    "New",
    "Refused",
    "Replace",
    "Report",
    "ServerMessage",
]
