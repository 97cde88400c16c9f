"""A session with the sidecar: log in, enter, cancel and replace orders, follow market data."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from itertools import count
from types import TracebackType
from typing import Final, Literal, Self, Unpack, cast

from msgspec import UNSET, UnsetType
from picows import WSError, ws_connect

from ..market_data.messages import BookDelta, BookSnapshot
from ..wire.answers import LoginOk
from ..wire.messages import (
    Cancel,
    Channel,
    Contingency,
    Depth,
    Group,
    GroupOrder,
    Login,
    MassCancel,
    Message,
    New,
    OrdType,
    Ping,
    Replace,
    Subscribe,
    TimeInForce,
    Unsubscribe,
)
from ..wire.packed import SUBPROTOCOL
from ..wire.reports import CancelRejectReport, ExecutionReport, Report
from .book import BookCopy
from .errors import ConnectionClosed
from .messages import ServerMessage
from .options import Filters, Options, Terms
from .transport import Transport
from .waiting import Waiting

BACKLOG: Final = 10_000
"""Messages kept for a reader that is behind; older ones are dropped and counted in ``missed``."""


class Client:
    """One WebSocket session. Use it in one event loop.

    ``new``, ``cancel`` and ``replace`` wait for the sidecar's answer; ``send`` does not. Every message that
    comes in, answers included, goes to ``on_message``, or without it to ``async for message in client``.

        async with await Client.connect(url, token) as client:
            report = await client.new("id-1", "NORDGRAIN-01", "CLF27", "buy", 5, 71.25)
    """

    def __init__(self, on_message: Callable[[ServerMessage], None] | None = None) -> None:
        self.session: LoginOk | None = None
        self.missed = 0
        self._transport = Transport(self._receive, self._closed)
        self._deliver = on_message or self._keep
        self._backlog: deque[ServerMessage] = deque(maxlen=BACKLOG)
        self._arrived = asyncio.Event()
        self._end: ConnectionClosed | None = None
        self._leaving = False
        self._waiting = Waiting()
        self._books: dict[str, BookCopy] = {}
        self._cancel_on_disconnect: float | UnsetType = UNSET
        self._numbers = count(1)

    @classmethod
    async def connect(
        cls,
        url: str,
        token: str,
        *,
        on_message: Callable[[ServerMessage], None] | None = None,
        cancel_on_disconnect: float | None = None,
        packed: bool = False,
    ) -> Self:
        """Open a session.

        Args:
            url: such as ``ws://127.0.0.1:8101/v1/ws``.
            token: signed by Odoo, at most 15 minutes old.
            on_message: called with every message, in the event loop; it must return quickly.
            cancel_on_disconnect: seconds after the loss of this login's last session until the
                orders it entered are cancelled; None: they stay.
            packed: speak MessagePack instead of JSON, if the sidecar does.

        Raises:
            OSError: nobody listens there.
            ConnectionClosed: what listens there opens no session.
            Refused: the token is not accepted.
        """
        client = cls(on_message)
        if cancel_on_disconnect is not None:
            client._cancel_on_disconnect = cancel_on_disconnect
        headers = {"Sec-WebSocket-Protocol": SUBPROTOCOL} if packed else None
        try:
            await ws_connect(lambda: client._transport, url, extra_headers=headers)
        except WSError as error:
            raise ConnectionClosed(f"{url} opens no session: {error}") from error
        try:
            await client.login(token)
        except BaseException:
            await client.close()
            raise
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End the session; its orders stay. Iteration ends without an error."""
        self._leaving = True
        await self._transport.close()

    async def login(self, token: str) -> LoginOk:
        """Present a token; again, with a newer one, to stay beyond its life.

        Raises:
            Refused: the token is not accepted.
        """
        self._transport.send([Login(token, self._cancel_on_disconnect)])
        self.session = await self._waiting.login()
        return self.session

    async def new(
        self,
        cl_ord_id: str,
        account: str,
        symbol: str,
        side: Literal["buy", "sell"],
        order_qty: int,
        price: float | None = None,
        time_in_force: TimeInForce | None = None,
        ord_type: OrdType | None = None,
        **terms: Unpack[Terms],
    ) -> ExecutionReport:
        """Enter an order: without ``ord_type`` a limit order with a price (in the instrument's unit), else a
        market order. ``terms`` as in docs/protocol.md.

        Returns:
            The first report: ``exec_type`` is ``new`` or ``rejected``.

        Raises:
            Refused: it did not reach the engine.
            ConnectionClosed: no answer came.
        """
        message = New(
            cl_ord_id,
            account,
            symbol,
            side,
            order_qty,
            ord_type or ("market" if price is None else "limit"),
            UNSET if price is None else price,
            time_in_force or UNSET,
            **terms,
        )
        answer = await self.request(message)
        assert isinstance(answer, ExecutionReport)  # noqa: S101 - a new order is never cancel-rejected
        return answer

    async def group(
        self, list_id: str, account: str, contingency: Contingency, orders: list[GroupOrder]
    ) -> ExecutionReport:
        """Enter orders that depend on each other, all or none.

        Returns:
            The first report of the first order.

        Raises:
            Refused, ConnectionClosed: as ``new``.
        """
        answer = await self.request(Group(list_id, account, contingency, orders))
        assert isinstance(answer, ExecutionReport)  # noqa: S101 - as above
        return answer

    async def mass_cancel(self, **filters: Unpack[Filters]) -> int:
        """Cancel the open orders of the token's accounts that match every filter. Gives how many ended.

        Raises:
            Refused, ConnectionClosed: as ``new``.
        """
        message = MassCancel(f"mass-cancel-{next(self._numbers)}", **filters)
        ended = await self._ask(message, [str(message.cl_ord_id)])
        assert isinstance(ended, int)  # noqa: S101 - a mass cancel has no other answer
        return ended

    async def cancel(self, cl_ord_id: str, orig_cl_ord_id: str, account: str) -> Report:
        """Cancel an open order. Gives its report, or a cancel reject.

        Raises:
            Refused, ConnectionClosed: as ``new``.
        """
        return await self.request(Cancel(cl_ord_id, orig_cl_ord_id, account))

    async def replace(
        self,
        cl_ord_id: str,
        orig_cl_ord_id: str,
        account: str,
        symbol: str,
        order_qty: int,
        price: float | None = None,
        *,
        stop_px: float | None = None,
        display_qty: int | None = None,
    ) -> Report:
        """Give an open order a new total quantity, filled lots included, and a new price (None for
        orders without a limit only); a stop price or displayed quantity not given stays.

        Gives its report, or a cancel reject.

        Raises:
            Refused, ConnectionClosed: as ``new``.
        """
        message = Replace(
            cl_ord_id,
            orig_cl_ord_id,
            account,
            symbol,
            order_qty,
            UNSET if price is None else price,
            UNSET if stop_px is None else stop_px,
            UNSET if display_qty is None else display_qty,
        )
        return await self.request(message)

    async def request(self, message: New | Group | Cancel | Replace) -> Report:
        """Send a command and wait for its answer.

        Raises:
            Refused, ConnectionClosed: as ``new``.
            ValueError: a command with this id still waits for its answer.
        """
        orders = message.orders if isinstance(message, Group) else [message]
        report = await self._ask(message, [order.cl_ord_id for order in orders])
        assert isinstance(report, ExecutionReport | CancelRejectReport)  # noqa: S101 - as above
        return report

    def send(self, *messages: Message) -> None:
        """Send messages and do not wait: the answers come like every other message.

        Raises:
            ConnectionClosed: there is no connection any more.
        """
        self._transport.send(messages)

    def subscribe(
        self, channel: Channel, symbols: Iterable[str] = (), **options: Unpack[Options]
    ) -> None:
        """Receive a channel: ``orders`` of the token's accounts, ``drop_copy``, or market data of symbols."""
        self.send(Subscribe(channel, list(symbols) or UNSET, **options))

    def unsubscribe(self, channel: Channel, symbols: Iterable[str] = ()) -> None:
        """Stop receiving a channel."""
        names = list(symbols)
        self.send(Unsubscribe(channel, names or UNSET))
        if channel == "book":
            for symbol in names:
                self._books.pop(symbol, None)

    def follow_book(self, symbol: str, depth: Depth | None = None) -> BookCopy:
        """Keep a copy of a symbol's book, of its best levels or of all. Where a message was lost or a checksum
        is wrong, it begins anew by itself."""
        copy = self._books[symbol] = BookCopy(symbol, depth or 0)
        self._subscribe_book(copy)
        return copy

    async def ping(self) -> None:
        """Return when the sidecar has read everything that was sent before. Subscriptions have their effect then;
        answers to commands may still wait for their commit.

        Raises:
            ConnectionClosed: no answer came.
        """
        number = next(self._numbers)
        self.send(Ping(number))
        await self._waiting.ping(number)

    async def __aiter__(self) -> AsyncIterator[ServerMessage]:
        """Messages as they come.

        Raises:
            ConnectionClosed: the connection ended and it was not this side that closed it.
        """
        while True:
            while self._backlog:
                yield self._backlog.popleft()
            if self._end is not None:
                if self._leaving:
                    return
                raise self._end
            self._arrived.clear()
            await self._arrived.wait()

    async def _ask(self, message: Message, ids: Sequence[str]) -> Report | int:
        """Send a command and wait for the answer to one of its ids."""
        answer = self._waiting.command(ids)
        try:
            self._transport.send([message])
            return await answer  # type: ignore[no-any-return]
        finally:
            self._waiting.forget(ids)

    def _receive(self, messages: list[ServerMessage]) -> None:
        for message in messages:
            if isinstance(message, BookSnapshot | BookDelta):
                copy = self._books.get(message.symbol)
                if copy is not None and not copy.take(message):
                    self._subscribe_book(copy)
            else:
                self._waiting.settle(message)
            self._deliver(message)

    def _subscribe_book(self, copy: BookCopy) -> None:
        depth = cast("Depth", copy.depth) if copy.depth else UNSET
        self.send(Subscribe("book", [copy.symbol], depth=depth))

    def _keep(self, message: ServerMessage) -> None:
        self.missed += len(self._backlog) == BACKLOG
        self._backlog.append(message)
        self._arrived.set()

    def _closed(self, reason: ConnectionClosed) -> None:
        self._end = reason
        self._arrived.set()
        self._waiting.end(reason)
