"""One of several nodes leads a shard: following, taking over, keeping the lease, stepping down."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final, NamedTuple

from nats.errors import Error as NatsError

from ..journal.errors import LostLeadershipError
from ..journal.jetstream.connection import Connection
from ..journal.jetstream.journal import JetStreamJournal
from ..journal.jetstream.lease import Lease, LeaseLostError, LeaseRecord, holder
from ..journal.jetstream.revocations import JetStreamRevocations
from ..journal.jetstream.settings import Names
from ..tasks import end
from .shard import Shard

FOLLOW_SECONDS: Final = 0.1
"""Between two looks at the journal and the lease."""
RENEWALS: Final = 3
"""In one TTL."""
UNREACHABLE: Final = (NatsError, TimeoutError)

_LOG = logging.getLogger(__name__)


class Node(NamedTuple):
    """This process: its name, and where clients and gateways reach its REST and its WebSocket."""

    name: str
    url: str
    ws_url: str


class Leadership:
    """Leads when nobody else does.

    ``leader`` is who leads as far as this node knows, "" for nobody.
    """

    def __init__(
        self,
        shard: Shard,
        journal: JetStreamJournal,
        lease: Lease,
        connection: Connection,
        names: Names,
        name: str,
        revocations: JetStreamRevocations,
    ) -> None:
        self.revocations = revocations
        self.leader = ""
        self.node = Node(name, "", "")
        self._shard = shard
        self._journal = journal
        self._lease = lease
        self._connection = connection
        self._names = names
        self._resigned = asyncio.Event()
        self._not_before = 0.0
        self._task: asyncio.Task[None] | None = None
        connection.on_lost = journal.give_up
        shard.on_role(self._on_role)

    def start(self, url: str, ws_url: str) -> asyncio.Task[None]:
        """Begin; this node's REST and WebSocket are reached at these addresses.

        The task ends only when the journal cannot be used; its exception is then a
        ``JournalError``.
        """
        self.node = Node(self.node.name, url, ws_url)
        self.revocations.start()
        self._task = asyncio.create_task(self._run(), name="leadership")
        return self._task

    async def stop(self) -> None:
        """Leave; when this node leads, another one may at once."""
        await end(self._task)
        await self.revocations.stop()
        if self._lease.held:
            await self._lease.give_back()
        await self._connection.close()

    async def _run(self) -> None:
        while True:
            await self._stand_by()
            reason = await self._lead()
            _LOG.warning("stepping down: %s", reason)
            self._lease.drop()
            self._journal.give_up()
            self._shard.stand_by("NOT_LEADER", f"{reason}; send the same id again, to the leader")
            # Whatever it was, another node has perhaps no such trouble.
            self._not_before = time.monotonic() + self._lease.ttl

    async def _stand_by(self) -> None:
        """Follow the leader until there is none and the lease is ours."""
        while True:
            try:
                await self._catch_up()
                found = await holder(self._connection, self._names)
            except UNREACHABLE as error:
                self.leader = ""
                text = str(error) or type(error).__name__
                self._refuse(f"the journal's servers do not answer ({text})")
            else:
                free = found is None and time.monotonic() >= self._not_before
                if free and await self._lease.take(self._record(0)):
                    return
                self._describe(found.record if found else None)
            await asyncio.sleep(FOLLOW_SECONDS)

    async def _lead(self) -> str:
        """Take over and serve; gives the reason why no longer."""
        self._resigned.clear()
        try:
            while not self._shard.leads:
                if not self._lease.held:
                    return "the lease lapsed during the takeover"
                await self.revocations.catch_up()
                await self._catch_up()
                try:
                    await self._shard.lead(self.node.name)
                except LostLeadershipError as error:
                    _LOG.warning("the epoch record is not in yet: %s", error)
            self.leader = self.node.name
            while not self._resigned.is_set():
                await self._renew()
        except (LeaseLostError, *UNREACHABLE) as error:
            return str(error) or type(error).__name__
        return "a commit's outcome is not known"

    async def _renew(self) -> None:
        """Renew once and wait for the next time.

        Raises:
            LeaseLostError: it lapsed, or is another node's.
        """
        record = self._record(self._shard.engine.epoch)
        try:
            async with asyncio.timeout(self._lease.remaining):
                await self._lease.renew(record)
        except UNREACHABLE as error:
            if not self._lease.held:
                raise LeaseLostError("the lease could not be renewed in time") from error
        pause = min(self._lease.ttl / RENEWALS, max(self._lease.remaining, 0))
        try:
            async with asyncio.timeout(pause):
                await self._resigned.wait()
        except TimeoutError:
            return

    async def _catch_up(self) -> None:
        """Apply what the journal has more."""
        async for commands in self._journal.read():
            self._shard.follow(commands)

    def _record(self, epoch: int) -> LeaseRecord:
        return LeaseRecord(self.node.name, epoch, self.node.url, self.node.ws_url)

    def _describe(self, record: LeaseRecord | None) -> None:
        if record is None or record.node == self.node.name:
            self.leader = ""
            self._refuse("no node leads just now")
        else:
            self.leader = record.node
            self._shard.stand_by("NOT_LEADER", f"{record.node} leads, at {record.ws_url}")

    def _refuse(self, reason: str) -> None:
        self._shard.stand_by("JOURNAL_UNAVAILABLE", reason)

    def _on_role(self, leads: bool) -> None:
        if not leads:
            self._resigned.set()
