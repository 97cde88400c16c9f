"""A session with the sidecar: log in, enter, cancel and replace orders, follow market data."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import count
from types import TracebackType
from typing import Any, Final, Literal, Self

from msgspec import UNSET
from picows import WSError, ws_connect

from ..wire.answers import LoginOk, Pong
from ..wire.errors import ErrorMessage
from ..wire.messages import (
    Cancel,
    Channel,
    Login,
    Message,
    New,
    Ping,
    Replace,
    Subscribe,
    Unsubscribe,
)
from ..wire.reports import CancelRejectReport, ExecutionReport, Report
from .errors import ConnectionClosed, Refused
from .messages import ServerMessage
from .transport import Transport

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
        self._answers: dict[str, asyncio.Future[Report]] = {}
        self._logins: deque[asyncio.Future[LoginOk]] = deque()
        self._pings: dict[str | int, asyncio.Future[None]] = {}
        self._ping_ids = count(1)

    @classmethod
    async def connect(
        cls,
        url: str,
        token: str,
        *,
        on_message: Callable[[ServerMessage], None] | None = None,
    ) -> Self:
        """Open a session.

        Args:
            url: such as ``ws://127.0.0.1:8101/v1/ws``.
            token: signed by Odoo, at most 15 minutes old.
            on_message: called with every message, in the event loop; it must return quickly.

        Raises:
            OSError: nobody listens there.
            ConnectionClosed: what listens there opens no session.
            Refused: the token is not accepted.
        """
        client = cls(on_message)
        try:
            await ws_connect(lambda: client._transport, url)
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
        answer: asyncio.Future[LoginOk] = asyncio.get_running_loop().create_future()
        self._transport.send([Login(token)])
        self._logins.append(answer)
        self.session = await answer
        return self.session

    async def new(
        self,
        cl_ord_id: str,
        account: str,
        symbol: str,
        side: Literal["buy", "sell"],
        order_qty: int,
        price: float | None = None,
        time_in_force: Literal["day", "gtc", "ioc", "fok"] | None = None,
    ) -> ExecutionReport:
        """Enter an order: a limit order with a price (in the instrument's unit), else a market order.

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
            "market" if price is None else "limit",
            UNSET if price is None else price,
            time_in_force or UNSET,
        )
        answer = await self.request(message)
        assert isinstance(answer, ExecutionReport)  # noqa: S101 - a new order is never cancel-rejected
        return answer

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
        price: float,
    ) -> Report:
        """Give an open order a new total quantity, filled lots included, and a new price.

        Gives its report, or a cancel reject.

        Raises:
            Refused, ConnectionClosed: as ``new``.
        """
        return await self.request(
            Replace(cl_ord_id, orig_cl_ord_id, account, symbol, order_qty, price)
        )

    async def request(self, message: New | Cancel | Replace) -> Report:
        """Send a command and wait for its answer.

        Raises:
            Refused, ConnectionClosed: as ``new``.
            ValueError: a command with this id still waits for its answer.
        """
        if message.cl_ord_id in self._answers:
            raise ValueError(f"cl_ord_id {message.cl_ord_id} waits for its answer")
        answer: asyncio.Future[Report] = asyncio.get_running_loop().create_future()
        self._transport.send([message])
        self._answers[message.cl_ord_id] = answer
        try:
            return await answer
        finally:
            self._answers.pop(message.cl_ord_id, None)

    def send(self, *messages: Message) -> None:
        """Send messages and do not wait: the answers come like every other message.

        Raises:
            ConnectionClosed: there is no connection any more.
        """
        self._transport.send(messages)

    def subscribe(self, channel: Channel, symbols: Iterable[str] = ()) -> None:
        """Receive a channel: ``orders`` of the token's accounts, or ``quotes``, ``book``, ``trades`` of symbols."""
        self.send(Subscribe(channel, list(symbols) or UNSET))

    def unsubscribe(self, channel: Channel, symbols: Iterable[str] = ()) -> None:
        """Stop receiving a channel."""
        self.send(Unsubscribe(channel, list(symbols) or UNSET))

    async def ping(self) -> None:
        """Return when the sidecar has read everything that was sent before. Subscriptions have their effect then;
        answers to commands may still wait for their commit.

        Raises:
            ConnectionClosed: no answer came.
        """
        number = next(self._ping_ids)
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.send(Ping(number))
        self._pings[number] = answer
        try:
            await answer
        finally:
            self._pings.pop(number, None)

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

    def _receive(self, messages: list[ServerMessage]) -> None:
        for message in messages:
            self._settle(message)
            self._deliver(message)

    def _settle(self, message: ServerMessage) -> None:
        """Hand an answer to whoever waits for it."""
        if isinstance(message, ExecutionReport | CancelRejectReport):
            answer = self._answers.pop(message.cl_ord_id, None)
            if answer is not None and not answer.done():
                answer.set_result(message)
        elif isinstance(message, ErrorMessage):
            self._refuse(message)
        elif isinstance(message, LoginOk):
            login = self._logins.popleft()
            if not login.done():
                login.set_result(message)
        elif isinstance(message, Pong):
            ping = self._pings.pop(message.id, None)
            if ping is not None and not ping.done():
                ping.set_result(None)

    def _refuse(self, message: ErrorMessage) -> None:
        waiting: asyncio.Future[Report] | asyncio.Future[LoginOk] | None
        waiting = self._answers.pop(message.cl_ord_id, None)
        if waiting is None and self._logins and not message.cl_ord_id:
            waiting = self._logins.popleft()
        if waiting is not None and not waiting.done():
            waiting.set_exception(Refused(message.code, message.text, message.field))

    def _keep(self, message: ServerMessage) -> None:
        self.missed += len(self._backlog) == BACKLOG
        self._backlog.append(message)
        self._arrived.set()

    def _closed(self, reason: ConnectionClosed) -> None:
        self._end = reason
        self._arrived.set()
        waiting: list[asyncio.Future[Any]] = [*self._answers.values(), *self._logins]
        for future in (*waiting, *self._pings.values()):
            if not future.done():
                future.set_exception(reason)
