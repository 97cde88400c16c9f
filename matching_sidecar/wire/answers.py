"""What a session is told about itself."""

from __future__ import annotations

import msgspec


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
