"""One client's session: login, commands to the shard, answers and subscriptions back."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Final

import structlog
from msgspec import UNSET

from ..journal.revocations import Scope
from ..market_data.feed import Feed
from ..model.events import Event
from ..wire import subscriptions
from ..wire.answers import LoginOk, Pong
from ..wire.commands import request_id, to_command
from ..wire.decode import Decoded, decode_frame
from ..wire.diagnose import BadEncoding
from ..wire.errors import EdgeError, error_message, excerpt
from ..wire.mass_cancel import mass_cancel
from ..wire.messages import (
    Cancel,
    Group,
    Login,
    MassCancel,
    New,
    OrderRequest,
    Ping,
    PlainNew,
    Replace,
    Subscribe,
    Unsubscribe,
)
from ..wire.packed import unpack_frame
from ..wire.reports import report
from . import close_codes, drop_copy
from .auth import Principal
from .connection import Connection
from .hub import Hub
from .intake import Intake
from .line import Line
from .replies import MassCancelReply, OrderReply

LOGIN_SECONDS: Final = 10.0
SHED_SECONDS: Final = 0.001
"""How long nothing is read from a client for each message refused because it sends too many: that costs time, too."""
MALFORMED_COST: Final = 20
"""What is no message takes as long to explain as so many refusals."""
MAX_MISSED: Final = 20_000
"""Events a client may ask for at once after a pause."""

_ORDERS: Final = (PlainNew, Cancel, Replace, New, Group)
_LOG = structlog.stdlib.get_logger(__name__)


class Session(Connection):
    """What a client may do follows from its token, the ``principal``; None before the login."""

    __slots__ = ("_asked_for_cancel", "_follows_orders", "_intake", "_lane", "_shed", "principal")

    def __init__(self, hub: Hub, line: Line) -> None:
        super().__init__(hub, line)
        self._lane = hub.turns.lane()
        self._intake = Intake(line, hub.turns, self._take)
        self.principal: Principal | None = None
        self._follows_orders = False
        self._asked_for_cancel = False
        self._shed = 0
        self.close_in(
            LOGIN_SECONDS,
            close_codes.UNAUTHENTICATED,
            f"no login within {LOGIN_SECONDS:.0f} seconds",
        )

    @property
    def sub(self) -> str:
        """Who is at the other end, or ""."""
        return "" if self.principal is None else self.principal.sub

    def belongs_to(self, scope: Scope, code: str) -> bool:
        """Whether it is the session of a login or of a firm."""
        return self.principal is not None and self.principal.belongs_to(scope, code)

    def lost(self) -> None:
        """Leave the order stream too."""
        self._unfollow_orders()
        super().lost()
        # They hold each other: the garbage collector would have to find them.
        del self._intake
        if self._asked_for_cancel:
            self._hub.presence.go(self.sub)

    def receive(self, payload: bytes) -> None:
        """Take a frame, large ones in their turn."""
        self._intake.put(payload)

    def _take(self, payload: bytes) -> None:
        """Take a frame's messages: commands go to the shard at once, answers come with the commit."""
        received = perf_counter()
        try:
            message = unpack_frame(payload) if self.binary else decode_frame(payload)
        except BadEncoding as error:
            self.close(close_codes.INVALID_TEXT, error.text)
        except EdgeError as error:
            self.post_error(error)
            self._shed += MALFORMED_COST
        else:
            if isinstance(message, list):
                for single in message:
                    if self._line.closing:
                        break
                    self._handle(single, received)
            else:
                self._handle(message, received)
        if self._shed:
            shed, self._shed = self._shed, 0
            self._line.pause(shed * SHED_SECONDS)

    def post_error(self, error: EdgeError) -> None:
        """Refuse something."""
        self._hub.metrics.refusals[error.code] += 1
        self.say(error_message(error))

    def post_answer(self, answer: Event, received: float, repeated: bool) -> None:
        """Answer a command, unless the order stream brings the same event."""
        self._hub.metrics.ack_seconds.observe(perf_counter() - received)
        if repeated or not self._follows_orders:
            self.post(self._hub.orders.encode(answer, self.binary))

    def _handle(self, message: Decoded, received: float) -> None:
        principal = self.principal
        if type(message) is Login:
            self._login(message)
        elif principal is None:
            self.post_error(EdgeError("UNAUTHENTICATED", "the first message must be a login"))
            self.close(close_codes.UNAUTHENTICATED, "the first message must be a login")
        elif self._lane.full:
            text = "too many orders of this session are waiting; send the same id again in a moment"
            self._refuse_load(EdgeError("OVERLOADED", text), message)
        elif not self._hub.throttle.admit(principal.sub):
            self._refuse_load(self._hub.throttle.refusal(principal.sub), message)
        elif isinstance(message, _ORDERS):
            self._order(message, principal, received)
        elif isinstance(message, MassCancel):
            self._mass_cancel(message, principal)
        else:
            self._lane.after(partial(self._ask, message))

    def _refuse_load(self, error: EdgeError, message: Decoded) -> None:
        if isinstance(message, _ORDERS):
            error.cl_ord_id = request_id(message)
        elif isinstance(message, MassCancel) and message.cl_ord_id is not UNSET:
            error.cl_ord_id = message.cl_ord_id
        self.post_error(error)
        self._shed += 1

    def _ask(self, message: Decoded) -> None:
        if self._line.closing:
            return
        try:
            _HANDLERS[type(message)](self, message)
        except EdgeError as error:
            self.post_error(error)

    def _order(self, message: OrderRequest, principal: Principal, received: float) -> None:
        command = to_command(message, principal, self._hub.shard.engine)
        if isinstance(command, EdgeError):
            self.post_error(command)
        else:
            self._lane.submit(command, OrderReply(self, request_id(message), received))

    def _mass_cancel(self, message: MassCancel, principal: Principal) -> None:
        cl_ord_id = "" if message.cl_ord_id is UNSET else message.cl_ord_id
        try:
            command = mass_cancel(message, principal, self._hub.shard.engine)
        except EdgeError as error:
            error.cl_ord_id = cl_ord_id
            self.post_error(error)
        else:
            self._lane.submit(command, MassCancelReply(self, cl_ord_id))

    def _login(self, message: Login) -> None:
        try:
            principal = self._hub.verifier.verify(message.token)
        except EdgeError as error:
            self.post_error(error)
            if self.principal is None:
                self.close(close_codes.UNAUTHENTICATED, error.text)
            return
        before, grace = self.principal, message.cancel_on_disconnect
        if before is not None and (before.sub, before.firm) != (principal.sub, principal.firm):
            text = "a session stays with who opened it"
            self.post_error(EdgeError("NOT_PERMITTED", text, "token"))
            return
        if grace is not UNSET and not principal.may_trade:
            self._refuse_grace()
            return
        followed = self._follows_orders
        self._unfollow_orders()
        self.principal = principal
        if drop_copy.PERMISSION not in principal.permissions:
            self._hub.drop_copies.remove(self)
        if not principal.may_view:
            self._hub.market.forget(self)
        elif followed:
            self._follow_orders(principal)
        self.close_in(
            principal.exp - time.time(), close_codes.UNAUTHENTICATED, "the token has expired"
        )
        _LOG.info("session opened" if before is None else "session renewed", sub=principal.sub)
        if grace is UNSET:
            self._welcome(principal)
        else:
            self._arm(principal, grace)

    def _refuse_grace(self) -> None:
        text = "cancel_on_disconnect is for those who trade"
        self.post_error(EdgeError("NOT_PERMITTED", text, "cancel_on_disconnect"))
        if self.principal is None:
            self.close(close_codes.UNAUTHENTICATED, text)

    def _arm(self, principal: Principal, grace: float) -> None:
        presence = self._hub.presence
        if not self._asked_for_cancel:
            self._asked_for_cancel = True
            presence.come(principal.sub)
        # The client may rely on it once it is told so.
        presence.arm(principal.sub, grace, partial(self._welcome, principal))

    def _welcome(self, principal: Principal) -> None:
        accounts = sorted(principal.accounts)
        seq = self._hub.shard.event_log.last_seq
        self.say(LoginOk(principal.sub, accounts, principal.permissions, principal.exp, seq))

    def _subscribe(self, message: Subscribe) -> None:
        principal = self.principal
        if principal is None or not principal.may_view:
            raise EdgeError("NOT_PERMITTED", "the token does not permit viewing")
        subscriptions.check(message)
        channel = message.channel
        since = None if message.since is UNSET else message.since
        if channel == "orders":
            missed = [] if since is None else self._missed(principal, since)
            self._follow_orders(principal)
            for event in missed:
                self.say(report(event))
        elif channel == "drop_copy":
            if drop_copy.PERMISSION not in principal.permissions:
                raise EdgeError("NOT_PERMITTED", "the token does not permit drop_copy", "channel")
            self._hub.drop_copies.add(self, since)
        else:
            for feed in self._feeds(message):
                self._hub.market.subscribe(
                    self,
                    feed,
                    channel,
                    depth=0 if message.depth is UNSET else message.depth,
                    bars="1m" if message.interval is UNSET else message.interval,
                    interval=0.0 if message.conflate_ms is UNSET else message.conflate_ms / 1_000,
                    since=since,
                )

    def _unsubscribe(self, message: Unsubscribe) -> None:
        channel = message.channel
        if channel == "orders":
            self._unfollow_orders()
        elif channel == "drop_copy":
            self._hub.drop_copies.remove(self)
        else:
            bars = "" if message.interval is UNSET else message.interval
            for feed in self._feeds(message):
                self._hub.market.unsubscribe(self, feed, channel, bars)

    def _ping(self, message: Ping) -> None:
        self.say(Pong(message.id))

    def _feeds(self, message: Subscribe | Unsubscribe) -> list[Feed]:
        """The feeds of all symbols a message names, or none of them."""
        if message.symbols is UNSET:
            raise EdgeError("FIELD_INVALID", f"{message.channel} needs symbols", "symbols")
        feeds = []
        for symbol in message.symbols:
            feed = self._hub.market.feed(symbol)
            if feed is None:
                raise EdgeError("UNKNOWN_SYMBOL", f"unknown symbol {excerpt(symbol)}", "symbols")
            feeds.append(feed)
        return feeds

    def _missed(self, principal: Principal, since: int) -> list[Event]:
        """Events of the principal's accounts after number ``since``."""
        log = self._hub.shard.event_log
        if log.last_seq - since > MAX_MISSED:
            text = f"since may be at most {MAX_MISSED} events back; the last is {log.last_seq}"
            raise EdgeError("FIELD_INVALID", text, "since")
        events = log.read(since + 1, MAX_MISSED)
        return [event for event in events if principal.may_use(event.account)]

    def _follow_orders(self, principal: Principal) -> None:
        self._hub.orders.add(self, principal)
        self._follows_orders = True

    def _unfollow_orders(self) -> None:
        if self.principal is not None:
            self._hub.orders.remove(self, self.principal)
        self._follows_orders = False


_HANDLERS: Final[dict[type[Decoded], Callable[[Session, Any], None]]] = {
    Subscribe: Session._subscribe,
    Unsubscribe: Session._unsubscribe,
    Ping: Session._ping,
}
