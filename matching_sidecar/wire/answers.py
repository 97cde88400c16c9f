"""What a session is told about itself."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ..model.enums import EXEC_CANCELED
from ..model.events import Event, Execution


class LoginOk(msgspec.Struct, tag_field="type", tag="login_ok"):
    """Who the session speaks for. ``exp`` in seconds since 1970, ``seq`` the last event so far."""

    sub: str
    accounts: list[str]
    permissions: list[str]
    exp: int
    seq: int


class Pong(msgspec.Struct, tag_field="type", tag="pong"):
    """Answer to a ping."""

    id: str | int


class MassCancelReport(msgspec.Struct, tag_field="type", tag="mass_cancel_report"):
    """Order mass cancel report (FIX 35=r): how many orders a mass cancel ended."""

    cl_ord_id: str
    canceled: int


def canceled(events: Iterable[Event]) -> int:
    """How many orders were cancelled."""
    return sum(type(event) is Execution and event.exec_type == EXEC_CANCELED for event in events)
