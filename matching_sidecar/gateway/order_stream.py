"""Every change of an account's orders, to the sessions that asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..model.events import Event
from ..wire.reports import encode, pack
from .auth import Principal


class Listener(Protocol):
    """A session; ``binary``: it takes MessagePack."""

    binary: bool

    def post(self, message: bytes) -> None:
        """Take an encoded message."""


class OrderStream:
    """Listeners by account. Each event is encoded once, however many want it."""

    def __init__(self) -> None:
        self._by_account: dict[str, set[Listener]] = {}
        self._everyone: set[Listener] = set()
        self._encoded: dict[int, bytes] = {}
        self._packed: dict[int, bytes] = {}

    def encode(self, event: Event, binary: bool = False) -> bytes:
        """An event as JSON or MessagePack; remembered until the end of its batch."""
        if binary:
            found = self._packed.get(event.seq)
            if found is None:
                found = self._packed[event.seq] = pack(event)
            return found
        found = self._encoded.get(event.seq)
        if found is None:
            found = self._encoded[event.seq] = encode(event)
        return found

    def add(self, listener: Listener, principal: Principal) -> None:
        """Send a principal's accounts to a listener."""
        if principal.any_account:
            self._everyone.add(listener)
        for account in principal.accounts:
            self._by_account.setdefault(account, set()).add(listener)

    def remove(self, listener: Listener, principal: Principal) -> None:
        """Stop; harmless when not added."""
        self._everyone.discard(listener)
        for account in principal.accounts:
            listeners = self._by_account.get(account)
            if listeners is not None:
                listeners.discard(listener)
                if not listeners:
                    del self._by_account[account]

    def publish(self, events: Sequence[Event]) -> None:
        """Hand out a batch's events, in order."""
        by_account, everyone = self._by_account, self._everyone
        if by_account or everyone:
            for event in events:
                for listener in by_account.get(event.account, ()):
                    listener.post(self.encode(event, listener.binary))
                for listener in everyone:
                    listener.post(self.encode(event, listener.binary))
        self._encoded.clear()
        self._packed.clear()
