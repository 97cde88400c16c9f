"""The scheduler: submits the phase changes of all instruments when their time has come."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import structlog

from ..book.instrument import InstrumentState
from ..model.commands import SetSession
from ..model.events import Answer, Event
from ..model.reference import InstrumentRow
from ..shard.clock import Clock
from ..shard.reply import Batch
from ..shard.shard import Shard
from .load import CalendarsUnavailable, load
from .plan import Change, Plan
from .session import Schedule

DAYS = 15
"""How far schedules reach back and ahead: further than any market stays closed."""
LOOK_SECONDS = 60.0
"""The longest it sleeps: the clock may be set."""
RETRY_SECONDS = 1.0
SECOND = 1_000_000_000

Load = Callable[[Iterable[str], dt.date, dt.date], dict[str, Schedule]]

_LOG = structlog.stdlib.get_logger(__name__)


class SessionScheduler:
    """Follows the calendars of a shard's instruments while the shard leads.

    Start and stop it in the event loop's thread. ``load`` computes schedules, in another thread.
    ``follow`` False: instruments stay in the phase they are brought into otherwise.
    """

    def __init__(
        self, shard: Shard, clock: Clock = time, load: Load = load, *, follow: bool = True
    ) -> None:
        self._shard = shard
        self._clock = clock
        self._load = load
        self._follow = follow
        self._schedules: dict[str, Schedule] = {}
        self._loaded: tuple[dt.date, frozenset[str]] | None = None
        self._problem = ""
        self._known: dict[str, tuple[InstrumentRow, Plan]] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        shard.on_batch(self._on_batch)
        shard.on_role(self._on_role)

    async def start(self) -> None:
        """Begin with what should have happened meanwhile: orders must not meet yesterday's
        phase."""
        if not self._follow:
            return
        await self.look()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """End."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Look at the clock now."""
        self._wake.set()

    def describe(self) -> dict[str, Any]:
        """Its state, for people and programs."""
        if not self._follow:
            return {"state": "off", "problems": {}, "calendars": []}
        problems = {name: found.problem for name, found in self._schedules.items() if found.problem}
        if self._problem:
            problems["*"] = self._problem
        return {
            "state": "problem" if problems else "ok",
            "problems": problems,
            "calendars": sorted(self._names()),
        }

    def _on_batch(self, batch: Batch) -> None:
        if batch.statuses:
            self._wake.set()

    def _on_role(self, leads: bool) -> None:
        if leads:
            self._wake.set()

    async def look(self) -> float:
        """Submit what is due now; gives the seconds until the next look."""
        if not self._shard.leads:
            return LOOK_SECONDS
        await self._refresh()
        now = self._clock.time_ns()
        replies = [
            self._submit(instrument, change)
            for instrument, plan in self._plans()
            for change in plan.due(instrument.phase_ts, instrument.status, now)
        ]
        taken = [await reply for reply in replies]
        if not all(taken):
            return RETRY_SECONDS
        times = [ts for _, plan in self._plans() if (ts := plan.next_ts(now)) is not None]
        ahead = (min(times) - self._clock.time_ns()) / SECOND if times else LOOK_SECONDS
        return max(min(ahead, LOOK_SECONDS), 0.0)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            seconds = RETRY_SECONDS
            try:
                seconds = await self.look()
            except Exception:  # noqa: BLE001 - logged, and tried again
                # A defect of ours: without this the instruments would stay as they are for good.
                _LOG.exception("the session scheduler failed")
            with contextlib.suppress(TimeoutError):
                # Not wait_for: when the event is set meanwhile it swallows the cancel of ``stop``.
                async with asyncio.timeout(seconds):
                    await self._wake.wait()

    async def _refresh(self) -> None:
        """Compute the schedules anew on each day, and when an instrument has another calendar."""
        today = dt.datetime.fromtimestamp(self._clock.time_ns() // SECOND, dt.UTC).date()
        wanted = (today, self._names())
        if wanted == self._loaded:
            return
        days = dt.timedelta(DAYS)
        names = sorted(wanted[1])
        try:
            found = (
                await asyncio.to_thread(self._load, names, today - days, today + days)
                if names
                else {}
            )
        except CalendarsUnavailable as error:
            if str(error) != self._problem:
                _LOG.error("instruments with a calendar stay as they are", reason=str(error))
            self._problem = str(error)
            return
        for name, schedule in found.items():
            if schedule.problem and self._schedules.get(name) != schedule:
                _LOG.error("a trading calendar is missing", calendar=name, reason=schedule.problem)
        self._problem = ""
        self._schedules = found
        self._loaded = wanted
        self._known.clear()

    def _plans(self) -> Iterator[tuple[InstrumentState, Plan]]:
        """Each instrument that has a plan: neither those without calendar and expiry, nor those
        whose calendar is not known."""
        for instrument in self._shard.engine.instruments.values():
            row = instrument.row
            if not row.active or not (row.calendar or row.expiry):
                continue
            known = self._known.get(row.code)
            if known is None or known[0] is not row:
                sessions = self._schedules.get(row.calendar, Schedule()).sessions
                if row.calendar and not sessions:
                    continue
                known = self._known[row.code] = (row, Plan(row, sessions))
            yield instrument, known[1]

    def _names(self) -> frozenset[str]:
        rows = (instrument.row for instrument in self._shard.engine.instruments.values())
        return frozenset(row.calendar for row in rows if row.calendar and row.active)

    def _submit(self, instrument: InstrumentState, change: Change) -> asyncio.Future[bool]:
        reply = _Taken()
        command = SetSession(0, instrument.symbol, change.phase, change.trade_date)
        self._shard.submit(command, reply)
        return reply.done


class _Taken:
    """Waits for the shard; the result is whether it took the command."""

    def __init__(self) -> None:
        self.done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def answer(self, answer: Answer | None, events: Sequence[Event]) -> None:
        """See ``shard.Reply``."""
        self.done.set_result(True)

    def refuse(self, code: str, text: str) -> None:
        """See ``shard.Reply``."""
        _LOG.warning("a phase change was not taken; it is tried again", code=code, reason=text)
        self.done.set_result(False)
