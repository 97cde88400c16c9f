"""What can go wrong between a client and the sidecar."""

from __future__ import annotations


class ClientError(Exception):
    """Base of all errors of the client."""


class Refused(ClientError):
    """The sidecar refused a message before it reached the engine; nothing was stored.

    ``code`` as in docs/protocol.md, ``field`` the field at fault or None.
    """

    def __init__(self, code: str, text: str, field: str | None) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.field = field


class ConnectionClosed(ClientError):
    """The connection ended. Whether commands without an answer took effect is not known: send them again
    with the same id."""
