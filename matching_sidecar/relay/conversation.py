"""What one client has said and is owed, so that the conversation can go on with another leader."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import uuid4

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from ..wire.commands import request_id
from ..wire.decode import Decoded, decode_frame
from ..wire.errors import EdgeError, error_message
from ..wire.messages import (
    MAX_BATCH,
    MAX_FRAME,
    Cancel,
    Group,
    Login,
    MassCancel,
    New,
    Ping,
    PlainNew,
    Replace,
    Subscribe,
    Unsubscribe,
)

MAX_OWED: Final = 20_000
RETRIED: Final = ("NOT_LEADER", "JOURNAL_UNAVAILABLE")
"""Refusals that another leader, or the same one later, would not give."""

Order = PlainNew | Cancel | Replace | New | Group

_ENCODE: Final = msgspec.json.Encoder().encode


class Heard(msgspec.Struct, gc=False):
    """What of a server's message matters here."""

    type: str
    seq: int = 0
    account: str = ""
    cl_ord_id: str = ""
    code: str = ""
    id: str | int = ""


class Owed(NamedTuple):
    """A command without an answer. ``since`` in seconds; ``sent``: a leader may have it."""

    order: Order
    since: float
    sent: bool


_HEARD: Final = msgspec.json.Decoder(list[Heard])
_RAW: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Conversation:
    """One client's side. It does no input or output; times are handed in.

    ``up`` while a leader listens. ``refused`` once a leader has said that it is none.
    """

    def __init__(self) -> None:
        self.up = False
        self.refused = False
        self._login: Login | None = None
        self._logins: deque[bool] = deque()
        self._subscribed: dict[tuple[str, str, str], Subscribe] = {}
        self._pings: deque[Ping] = deque()
        self._owed: dict[str, list[Owed]] = {}
        self._last_event = 0
        self._mark = ""
        self._meanwhile: list[Decoded] = []

    @property
    def owed(self) -> int:
        """Commands without an answer."""
        return sum(map(len, self._owed.values()))

    def say(self, payload: bytes, now: float) -> tuple[bytes | None, bytes | None]:
        """Take a client's frame: what of it is for the leader now, and what to tell the client.

        A frame the leader would refuse as a whole is not remembered.
        """
        try:
            decoded = decode_frame(payload)
        except EdgeError as error:
            return (payload, None) if self.up else (None, _ENCODE([error_message(error)]))
        messages = decoded if isinstance(decoded, list) else [decoded]
        if len(self._owed) + len(messages) > MAX_OWED:
            kept = [one for one in messages if not isinstance(one, Order)]
            refused = [
                _refusal("OVERLOADED", request_id(one))
                for one in messages
                if isinstance(one, Order)
            ]
            self._remember(kept, now)
            return _ENCODE(kept) if self.up and kept else None, _ENCODE(refused)
        self._remember(messages, now)
        if self.up:
            return payload, None
        # Unlike orders it has no id by which it would take effect once.
        lost = [] if self._mark else [one for one in messages if isinstance(one, MassCancel)]
        refused = [_refusal("JOURNAL_UNAVAILABLE", one.cl_ord_id or "") for one in lost]
        return None, _ENCODE(refused) if refused else None

    def hear(self, payload: bytes) -> bytes | None:
        """Take a leader's frame; what of it is for the client."""
        if not (self._mark or self._logins or self._pings or self._owed or self._follows_orders):
            return payload
        try:
            heard = _HEARD.decode(payload)
        except msgspec.DecodeError:
            return payload
        mine = [self._is_mine(message) for message in heard]
        if not any(mine):
            return payload
        raw = _RAW.decode(payload)
        rest = [part for part, is_mine in zip(raw, mine, strict=True) if not is_mine]
        return _ENCODE(rest) if rest else None

    def pause(self) -> None:
        """The leader is gone."""
        self.up = self.refused = False
        self._mark = ""
        self._meanwhile.clear()

    def resume(self) -> list[bytes]:
        """What to say to a new leader first: who the client is, and what it follows.

        The answer to the mark at its end shows that everything older has been heard; then
        ``catch_up``. A client that has not logged in is ``up`` at once.
        """
        self.pause()
        if self._login is None:
            self.up = True
            return []
        # One login speaks for all those unanswered; the client hears of it if one was its own.
        self._logins = deque([False not in self._logins])
        self._mark = uuid4().hex
        return _frames([self._login, *self._subscriptions(), Ping(self._mark)])

    def catch_up(self) -> list[bytes]:
        """What to say to a new leader once it has answered the mark: all that is still owed."""
        self.up = True
        again: list[Decoded] = [*self._meanwhile]
        again += [owed.order for many in self._owed.values() for owed in many]
        self._meanwhile.clear()
        for many in self._owed.values():
            many[:] = [owed._replace(sent=True) for owed in many]
        return _frames([*again, *self._pings])

    def give_up(self, before: float) -> bytes | None:
        """Refuse what has waited since ``before``: what to tell the client, if anything."""
        refused = []
        for cl_ord_id, many in list(self._owed.items()):
            for owed in [owed for owed in many if owed.since <= before]:
                many.remove(owed)
                code = "NOT_LEADER" if owed.sent else "JOURNAL_UNAVAILABLE"
                refused.append(_refusal(code, cl_ord_id))
            if not many:
                del self._owed[cl_ord_id]
        return _ENCODE(refused) if refused else None

    @property
    def heard_all(self) -> bool:
        """Whether a new leader has said everything older: time to ``catch_up``."""
        return not self.up and self._login is not None and not self._mark

    @property
    def _follows_orders(self) -> bool:
        subscribed = self._subscribed
        return ("orders", "", "") in subscribed or ("drop_copy", "", "") in subscribed

    def _remember(self, messages: Sequence[Decoded], now: float) -> None:
        for message in messages:
            if isinstance(message, Order):
                found = self._owed.setdefault(request_id(message), [])
                found.append(Owed(message, now, self.up))
            else:
                self._note(message)

    def _note(self, message: Login | Subscribe | Unsubscribe | Ping | MassCancel) -> None:
        if self._mark and not isinstance(message, Ping):
            self._meanwhile.append(message)
        if isinstance(message, Login):
            self._login = message
            self._logins.append(False)
        elif isinstance(message, Ping):
            self._pings.append(message)
        elif not isinstance(message, MassCancel):
            symbols = [""] if message.symbols is UNSET else message.symbols
            for symbol in symbols:
                if isinstance(message, Subscribe):
                    self._subscribed[message.channel, symbol, _length(message)] = message
                else:
                    self._drop(message, symbol)

    def _drop(self, message: Unsubscribe, symbol: str) -> None:
        length = _length(message)
        for key in list(self._subscribed):
            if key[:2] == (message.channel, symbol) and length in ("", key[2]):
                del self._subscribed[key]

    def _subscriptions(self) -> list[Decoded]:
        """What was subscribed to, with the same options, many symbols to a message."""
        alike: dict[tuple[object, ...], Subscribe] = {}
        for (channel, symbol, _length), asked in self._subscribed.items():
            key = channel, asked.depth, asked.interval, asked.conflate_ms
            again = alike.get(key)
            if again is None:
                again = alike[key] = replace(asked, since=UNSET, symbols=UNSET)
                if channel in ("orders", "drop_copy"):
                    again.since = self._last_event
            if symbol:
                again.symbols = [*(again.symbols or ()), symbol]
        return list(alike.values())

    def _is_mine(self, message: Heard) -> bool:
        """Whether a message answers this process and not the client."""
        kind = message.type
        if kind in ("execution", "cancel_reject"):
            self._last_event = max(self._last_event, message.seq)
            self._settle(message)
        elif kind == "error":
            if message.code in RETRIED and message.cl_ord_id in self._owed:
                self.refused = True
                return True
            self._settle(message)
        elif kind == "login_ok":
            mine = bool(self._logins) and self._logins.popleft()
            if not mine:
                self._last_event = max(self._last_event, message.seq)
            return mine
        elif kind == "pong":
            if message.id == self._mark:
                self._mark = ""
                return True
            if self._pings and self._pings[0].id == message.id:
                self._pings.popleft()
        return False

    def _settle(self, message: Heard) -> None:
        many = self._owed.get(message.cl_ord_id)
        if many is None:
            return
        for owed in many:
            if message.account in ("", owed.order.account):
                many.remove(owed)
                break
        if not many:
            del self._owed[message.cl_ord_id]


def _length(message: Subscribe | Unsubscribe) -> str:
    """Of bars, how long they are; a client may have several."""
    if message.channel != "bars" or message.interval is UNSET:
        return "1m" if message.channel == "bars" and isinstance(message, Subscribe) else ""
    return message.interval


def _refusal(code: str, cl_ord_id: str) -> object:
    texts = {
        "OVERLOADED": "too many orders are waiting; send the same id again in a moment",
        "JOURNAL_UNAVAILABLE": "no node leads the shard just now; the order was not taken",
        "NOT_LEADER": "no leader says whether the order was taken; send the same id again",
    }
    return error_message(EdgeError(code, texts[code], None, cl_ord_id))


def _frames(messages: Sequence[Decoded]) -> list[bytes]:
    """Messages in as few frames as the leader takes."""
    frames: list[bytes] = []
    size, gathered = 0, list[bytes]()
    for message in map(_ENCODE, messages):
        if gathered and (size + len(message) >= MAX_FRAME or len(gathered) == MAX_BATCH):
            frames.append(b"[" + b",".join(gathered) + b"]")
            size, gathered = 0, []
        gathered.append(message)
        size += len(message) + 1
    if gathered:
        frames.append(b"[" + b",".join(gathered) + b"]")
    return frames
