"""Bugs put in on purpose: each is a mistake people have made in systems like this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from unittest.mock import patch

from matching_sidecar.engine import state
from matching_sidecar.journal import segments, snapshot
from matching_sidecar.journal.local import LocalJournal
from matching_sidecar.risk.state import Exposure
from matching_sidecar.shard.event_log import EventLog
from matching_sidecar.shard.shard import Shard


@contextmanager
def answers_before_the_disk() -> Iterator[None]:
    """The commit is acknowledged without waiting for its sync."""
    with patch.object(LocalJournal, "sync", lambda _self: None):
        yield


@contextmanager
def tries_a_failed_sync_again() -> Iterator[None]:
    """The kernel reports a failed sync once and forgets the pages (fsyncgate)."""
    sync = LocalJournal.sync

    def again(self: LocalJournal) -> None:
        with suppress(OSError):
            sync(self)

    with patch.object(LocalJournal, "sync", again):
        yield


@contextmanager
def leaves_a_partial_frame() -> Iterator[None]:
    """What a full disk took of a frame is not taken back."""

    def append(self: LocalJournal, commands: list) -> int:
        size = self._size
        try:
            return append_soundly(self, commands)
        except OSError:
            self._size = max(size, os.fstat(self._fd).st_size if self._fd >= 0 else 0)
            os.pwrite(self._fd, b"\xff" * 7, self._size) if self._fd >= 0 else None
            raise

    append_soundly = LocalJournal.append
    with patch.object(LocalJournal, "append", append):
        yield


@contextmanager
def takes_a_torn_tail_for_the_end() -> Iterator[None]:
    """Any frame that is not sound ends the journal, also in the middle."""
    with patch.object(segments.frames, "sound_frame_after", lambda _data, _offset: None):
        yield


@contextmanager
def forgets_ids_with_a_snapshot() -> Iterator[None]:
    """Client order ids are not part of the snapshot."""
    restore = state.restore

    def forgetful(body: bytes):
        engine = restore(body)
        for account in engine.accounts.values():
            for name in list(account.ids):
                if isinstance(account.ids[name], int):
                    del account.ids[name]
        return engine

    with patch("matching_sidecar.shard.recovery.restore", forgetful):
        yield


@contextmanager
def misplaces_a_snapshot() -> Iterator[None]:
    """A snapshot's place in the journal is off by one."""
    latest = snapshot.latest

    def wrong(*arguments, **named):
        found, problems = latest(*arguments, **named)
        return found and found._replace(seq=found.seq + 1), problems

    with patch.object(snapshot, "latest", wrong):
        yield


@contextmanager
def stamps_with_the_wall_clock() -> Iterator[None]:
    """Time is what the clock says, also when it jumps back."""

    def stamp(self: Shard, batch: list) -> None:
        for command, _reply in batch:
            command.ts = self._clock.time_ns()

    with patch.object(Shard, "_stamp", stamp):
        yield


@contextmanager
def does_not_sync_the_event_log() -> Iterator[None]:
    """A snapshot relies on events that are not on the disk yet."""
    with patch.object(EventLog, "sync", lambda _self: None):
        yield


@contextmanager
def counts_a_fill_on_one_side() -> Iterator[None]:
    """Sells are forgotten in the position."""
    fill = Exposure.fill

    def one_sided(self: Exposure, buy: bool, lots: int) -> None:
        if buy:
            fill(self, buy, lots)

    with patch.object(Exposure, "fill", one_sided):
        yield


@contextmanager
def answers_a_repeated_id_anew() -> Iterator[None]:
    """A repeated id is a new order."""
    stamp = Shard._stamp

    def renamed(self: Shard, batch: list) -> None:
        for command, _reply in batch:
            seen = self.__dict__.setdefault("_seen", set())
            key = (getattr(command, "account", ""), getattr(command, "cl_ord_id", ""))
            if key[1] and key in seen:
                command.cl_ord_id += "'"
            seen.add(key)
        stamp(self, batch)

    with patch.object(Shard, "_stamp", renamed):
        yield


BUGS: tuple[Callable, ...] = (
    answers_before_the_disk,
    tries_a_failed_sync_again,
    leaves_a_partial_frame,
    takes_a_torn_tail_for_the_end,
    forgets_ids_with_a_snapshot,
    misplaces_a_snapshot,
    stamps_with_the_wall_clock,
    does_not_sync_the_event_log,
    counts_a_fill_on_one_side,
    answers_a_repeated_id_anew,
)
