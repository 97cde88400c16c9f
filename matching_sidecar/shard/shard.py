"""The shard: takes commands, commits them in groups, and hands out answers no earlier than they
are durable."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import cached_property, partial
from typing import NamedTuple, Self

from ..engine import state
from ..engine.engine import Engine
from ..journal import snapshot as snapshots
from ..journal.errors import JournalBrokenError, LostLeadershipError
from ..journal.journal import Journal
from ..journal.local import LocalJournal
from ..model.commands import (
    CancelOrder,
    Command,
    Epoch,
    MassCancel,
    NewGroup,
    NewOrder,
    ReplaceOrder,
)
from ..model.events import Answer, Event, Refusal, Repeat
from .clock import Clock
from .config import ShardConfig
from .event_log import EventLog
from .health import ShardHealth
from .recovery import Recovered, recover
from .repeats import cl_ord_id, same_content
from .reply import NOBODY, Batch, Reply
from .room import Room
from .snapshot_keeper import SnapshotKeeper
from .stop import Stop, stop_process, stop_saying

_LOG = logging.getLogger(__name__)
_FLUSH_SECONDS = 0.005
_FLUSH_EVENTS = 1_000
_SNAPSHOT_SECONDS = 0.5
_CLIENT_COMMANDS = (NewOrder, CancelOrder, ReplaceOrder, NewGroup, MassCancel)


class _Commit(NamedTuple):
    """A commit that is on its way to a journal that takes its time."""

    batch: list[tuple[Command, Reply]]
    started: float
    durable: asyncio.Future[None]


class _Entry(NamedTuple):
    command: Command
    reply: Reply
    answer: Answer | None
    events: list[Event]


class Shard:
    """One engine with its journal.

    Use from the thread of the event loop only (``event_log`` may be read from others).
        Args:
            clock: what stamps the commands.
            stop: ends the process when going on could break a promise.
            leads: at once, and alone; otherwise it stands by until ``lead``.
    """

    def __init__(
        self,
        config: ShardConfig,
        journal: Journal,
        event_log: EventLog,
        recovered: Recovered,
        clock: Clock = time,
        stop: Stop = stop_process,
        *,
        leads: bool = True,
    ) -> None:
        self.config = config
        self.name = config.name
        self.engine: Engine = recovered.engine
        self.recovered = recovered
        self.event_log = event_log
        self.health = ShardHealth()
        self._journal = journal
        self._clock = clock
        self._stop = stop
        self._last_seq = recovered.last_seq
        self._last_ts = recovered.last_ts
        self._room = Room(journal, event_log, self.health, stop)
        self._snapshots = SnapshotKeeper(
            config.folder, journal, event_log, config.snapshot_every, recovered.last_seq
        )
        self._waiting: list[tuple[Command, Reply]] = []
        self._scheduled = False
        self._closing = False
        self._flusher: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._listeners: list[Callable[[Batch], None]] = []
        self._role_listeners: list[Callable[[bool], None]] = []
        self._under_way: _Commit | None = None
        self._has_peers = not leads
        self._refusal = None if leads else ("JOURNAL_UNAVAILABLE", "this node has just started")

    @classmethod
    def open(cls, config: ShardConfig, clock: Clock = time, stop: Stop = stop_process) -> Self:
        """Lock the folder and recover (blocking).

        Raises:
            JournalError: locked, damaged, or not writable; its ``exit_code`` is for the process.
        """
        journal = LocalJournal(
            config.folder, config.segment_bytes, synced=config.durability == "disk"
        )
        event_log = EventLog(config.folder / "events")
        recovered = recover(config.folder, journal, event_log)
        _LOG.info(
            "recovered %d commands in %.3f s, digest %s",
            journal.last_seq,
            recovered.seconds,
            state.digest(recovered.engine),
        )
        return cls(config, journal, event_log, recovered, clock, stop)

    @property
    def journal_id(self) -> str:
        """Identity of the journal, 32 hexadecimal digits."""
        return self._journal.journal_id

    @property
    def last_seq(self) -> int:
        """Number of the last command that is in the journal and applied."""
        return self._last_seq

    @property
    def waiting(self) -> int:
        """Commands that wait for a commit."""
        return len(self._waiting)

    def on_batch(self, listener: Callable[[Batch], None]) -> None:
        """Hear of every durable commit, after its answers were given."""
        self._listeners.append(listener)

    def on_role(self, listener: Callable[[bool], None]) -> None:
        """Hear when this node begins (True) and ceases to lead."""
        self._role_listeners.append(listener)

    @property
    def leads(self) -> bool:
        """Whether commands are taken here: always, unless the journal is shared."""
        return self._refusal is None

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def submit(self, command: Command, reply: Reply) -> None:
        """Take a command for the next commit.

        Its ``ts`` is set here.
        """
        if self._closing:
            code = "NOT_LEADER" if self._has_peers else "NOT_READY"
            reply.refuse(code, "the sidecar is stopping; send the same id again in a moment")
        elif self._refusal is not None:
            reply.refuse(*self._refusal)
        elif not self.health.ready and isinstance(command, _CLIENT_COMMANDS):
            if self.health.blocked_by("journal"):
                reply.refuse("JOURNAL_UNAVAILABLE", self.health.reasons[0])
            else:
                reply.refuse("NOT_READY", "; ".join(self.health.reasons))
        elif len(self._waiting) >= self.config.max_waiting:
            reply.refuse(
                "OVERLOADED", "too many orders are waiting; send the same id again in a moment"
            )
        else:
            self._waiting.append((command, reply))
            self._schedule()

    def stand_by(self, code: str, reason: str) -> None:
        """Take no commands; those that wait, or whose outcome is not known, are refused.

        ``code`` and ``reason`` are what whoever sends one is told.
        """
        commit = self._under_way
        if commit is not None and _succeeded(commit.durable):
            self._settle(commit, commit.durable)
        led, self._refusal = self.leads, (code, reason)
        self.health.block("standby", reason)
        commit, self._under_way = self._under_way, None
        refused = [*(commit.batch if commit else ()), *self._waiting]
        self._waiting.clear()
        for _command, reply in refused:
            reply.refuse(code, reason)
        self._idle.set()
        if led:
            self._tell_role(False)

    def follow(self, commands: list[Command]) -> None:
        """Apply a commit of the leader's, read from the journal."""
        self._last_ts = commands[-1].ts
        self._publish(self._apply([(command, NOBODY) for command in commands]), 0.0)

    async def lead(self, node: str) -> None:
        """Write the epoch record and take commands from then on.

        Raises:
            LostLeadershipError: the journal goes on behind what this node has applied, or
                does not answer; follow it and try again.
        """
        batch: list[tuple[Command, Reply]] = [(Epoch(0, self.engine.epoch + 1, node), NOBODY)]
        self._stamp(batch)
        durable = self._journal.commit([command for command, _reply in batch])
        if durable is not None:
            await durable
        self._publish(self._apply(batch), 0.0)
        self._refusal = None
        self.health.unblock("standby")
        self._tell_role(True)

    async def close(self) -> None:
        """Commit what waits, write a snapshot, close the files."""
        self._closing = True
        self._room.close()
        await self._idle.wait()
        self._snapshots.reap(wait=True)
        if not self.health.blocked_by("journal"):
            self._flush()
        if self._last_seq > self._snapshots.seq and not self.health.blocked_by("journal"):
            try:
                self._snapshots.write(self._snapshot())
            except OSError as error:
                _LOG.error("no snapshot at the end: %s", error)
        self.event_log.close()
        self._journal.close()

    def _schedule(self) -> None:
        if not self._scheduled and self._under_way is None:
            self._scheduled = True
            self._idle.clear()
            self._loop.call_soon(self._commit)

    def _commit(self) -> None:
        """Append, apply, and answer when durable; what arrives meanwhile goes into the next
        commit."""
        self._scheduled = False
        if not self._waiting:
            return  # refused meanwhile
        batch = self._waiting[: self.config.max_batch]
        del self._waiting[: len(batch)]
        self._stamp(batch)
        started = self._clock.monotonic()
        try:
            durable = self._journal.commit([command for command, _reply in batch])
        except OSError as error:
            self._room.missing(error)
            for _command, reply in batch:
                reply.refuse("JOURNAL_UNAVAILABLE", self.health.reasons[0])
        except JournalBrokenError as error:
            _LOG.critical("%s; stopping", error)
            self._stop()
        except Exception:  # noqa: BLE001 - no memory, or a defect of ours: nobody knows what is written
            stop_saying(self._stop, "a commit could not be written; stopping")
        else:
            if durable is not None:
                self._under_way = commit = _Commit(batch, started, durable)
                durable.add_done_callback(partial(self._settle, commit))
                return
            self._publish(self._apply(batch), self._clock.monotonic() - started)
        self._next()

    def _settle(self, commit: _Commit, durable: asyncio.Future[None]) -> None:
        """A commit is durable, or its outcome is not known: then only the journal can tell it."""
        if durable.cancelled() or self._under_way is not commit:
            return
        error = durable.exception()
        if isinstance(error, LostLeadershipError):
            self.stand_by("NOT_LEADER", f"{error}; send the same id again, to the leader")
        elif error is not None:
            _LOG.critical("a commit failed; stopping", exc_info=error)
            self._stop()
        else:
            self._under_way = None
            self._publish(self._apply(commit.batch), self._clock.monotonic() - commit.started)
            self._next()

    def _stamp(self, batch: list[tuple[Command, Reply]]) -> None:
        # The clock may jump; time in the journal only rises.
        ts = max(self._clock.time_ns(), self._last_ts + 1)
        for command, _reply in batch:
            command.ts = ts
            ts += 1
        self._last_ts = ts - 1

    def _apply(self, batch: list[tuple[Command, Reply]]) -> list[_Entry]:
        apply = self.engine.apply
        entries = []
        try:
            for command, reply in batch:
                events: list[Event] = []
                entries.append(_Entry(command, reply, apply(command, events), events))
        except Exception:  # noqa: BLE001 - a defect of ours; never go on half applied
            stop_saying(self._stop, "command %r could not be applied; stopping", command)
        self._last_seq += len(batch)
        return entries

    def _publish(self, entries: list[_Entry], sync_seconds: float) -> None:
        try:
            self._tell(entries, sync_seconds)
        except Exception:  # noqa: BLE001 - a defect of ours; never go on with half of them told
            stop_saying(self._stop, "a commit could not be published; stopping")
        if self._snapshots.due(self._last_seq):
            self._flush()
            self._snapshots.fork(self._last_seq, self._snapshot)
            self._loop.call_later(_SNAPSHOT_SECONDS, self._watch_snapshot)

    def _watch_snapshot(self) -> None:
        """Stop when the child that writes a snapshot found that the disk lost something."""
        try:
            written = self._snapshots.reap()
        except JournalBrokenError as error:
            _LOG.critical("%s; stopping", error)
            self._stop()
        if not written and not self._closing:
            self._loop.call_later(_SNAPSHOT_SECONDS, self._watch_snapshot)

    def _tell(self, entries: list[_Entry], sync_seconds: float) -> None:
        """Give the answers, then the whole commit to those who follow everything."""
        events = [event for entry in entries for event in entry.events]
        self.event_log.append(events)
        self._flush_soon()
        for entry in entries:
            answer = entry.answer
            if isinstance(answer, Repeat):
                answer = self._original(entry.command, answer)
            entry.reply.answer(answer, entry.events)
        engine = self.engine
        books, engine.touched = engine.touched, set()
        statuses, engine.notices = engine.notices, set()
        done = Batch(len(entries), events, books, statuses, sync_seconds)
        for listener in self._listeners:
            listener(done)

    def _flush_soon(self) -> None:
        """Write the event log in larger pieces than commits; until then it answers from memory."""
        if self.event_log.waiting >= _FLUSH_EVENTS:
            self._flush()
        elif self._flusher is None:
            self._flusher = self._loop.call_later(_FLUSH_SECONDS, self._flush)

    def _flush(self) -> None:
        if self._flusher is not None:
            self._flusher.cancel()
            self._flusher = None
        try:
            self.event_log.flush()
        except OSError as error:
            self._room.missing(error)

    def _next(self) -> None:
        if self._waiting:
            self._schedule()
        else:
            self._idle.set()

    def _original(self, command: Command, repeat: Repeat) -> Answer:
        event = self.event_log.get(repeat.seq)
        if same_content(command, event):
            return event
        return Refusal("DUPLICATE_ID_MISMATCH", cl_ord_id(command))

    def _tell_role(self, leads: bool) -> None:
        _LOG.info("this node leads" if leads else "this node leads no more")
        for listener in self._role_listeners:
            listener(leads)

    def _snapshot(self) -> snapshots.Snapshot:
        engine = self.engine
        return snapshots.Snapshot(
            self._last_seq, self._last_ts, engine.event_seq, state.dump(engine)
        )


def _succeeded(future: asyncio.Future[None]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
