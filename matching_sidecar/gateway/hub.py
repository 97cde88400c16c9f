"""All WebSocket sessions: what they share, and sending what has gathered for each in one frame."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ..journal.revocations import Revocation
from ..market_data.publisher import MarketData
from ..metrics import Metrics
from ..shard.reply import Batch
from ..shard.shard import Shard
from . import close_codes
from .auth import TokenVerifier
from .drop_copy import DropCopies
from .order_stream import OrderStream
from .presence import Presence
from .throttle import Throttle
from .turns import Turns

if TYPE_CHECKING:
    from .connection import Connection

GOODBYE_SECONDS: Final = 3.0
"""For the sessions to end, before the sidecar ends without them."""


class Hub:
    """Open sessions and the services they use. Make and use it in the event loop's thread."""

    def __init__(
        self,
        shard: Shard,
        verifier: TokenVerifier,
        market: MarketData,
        metrics: Metrics,
        throttle: Throttle,
    ) -> None:
        self.shard = shard
        self.verifier = verifier
        self.market = market
        self.metrics = metrics
        self.throttle = throttle
        self.turns = Turns(shard)
        self.presence = Presence(shard)
        self.orders = OrderStream()
        self.drop_copies = DropCopies(shard.event_log, self.orders.encode)
        self.sessions: set[Connection] = set()
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Connection] = []
        self._scheduled = False
        self._empty = asyncio.Event()
        shard.on_batch(self._on_batch)

    def mark(self, session: Connection) -> None:
        """A session has something to send: after this batch, or in the loop's next round."""
        self._waiting.append(session)
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Send what has gathered, one frame a session."""
        self._scheduled = False
        waiting, self._waiting = self._waiting, []
        for session in waiting:
            session.flush()

    def leave(self, session: Connection) -> None:
        """A session has ended."""
        self.sessions.discard(session)
        self.market.forget(session)
        self.drop_copies.remove(session)
        if not self.sessions:
            self._empty.set()

    def revoke(self, one: Revocation) -> int:
        """Refuse the tokens it names, and end their sessions; gives how many those were. Nothing when it was known."""
        if not self.verifier.revoke(one):
            return 0
        ended = [session for session in self.sessions if session.belongs_to(one.scope, one.code)]
        for session in ended:
            session.close(close_codes.UNAUTHENTICATED, "the token was revoked")
        return len(ended)

    async def close_all(self, code: int, reason: str) -> None:
        """Say goodbye to every session, and wait until it has gone or was cut off."""
        self.flush()
        for session in list(self.sessions):
            session.close(code, reason)
        if self.sessions:
            self._empty.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), GOODBYE_SECONDS)

    def _on_batch(self, batch: Batch) -> None:
        self.drop_copies.publish(batch.events)
        self.orders.publish(batch.events)
        self.market.on_batch(batch)
        self.metrics.on_batch(batch)
        self.flush()
