"""The scheduler on a real shard, its clock set by the test, its calendars from the library."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import Iterable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from matching_sidecar.model.commands import SetSession, UpdateReference
from matching_sidecar.model.enums import HALTED, STATUS_NAMES
from matching_sidecar.model.reference import ReferenceRow
from matching_sidecar.sessions.load import CalendarsUnavailable, load
from matching_sidecar.sessions.scheduler import Load, SessionScheduler
from matching_sidecar.sessions.session import Schedule
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.shard.shard import Shard
from matching_sidecar.tests.desk import ACCOUNTS, CL, FIRMS, NG
from matching_sidecar.tests.shard.common import ask, order

CHICAGO = ZoneInfo("America/Chicago")
CRUDE = msgspec.structs.replace(CL, calendar="CMEGlobex_CL", pre_open_minutes=30)


@cache
def november(*names: str) -> dict[str, Schedule]:
    return load(names, dt.date(2026, 11, 1), dt.date(2026, 12, 31))


def load_once(names: Iterable[str], first: dt.date, last: dt.date) -> dict[str, Schedule]:
    """The real schedules; computed once, the days the tests do not look at included."""
    return november(*names)


class SetClock:
    """A clock that stands where a test put it."""

    def __init__(self, local: str) -> None:
        self.set(local)

    def set(self, local: str) -> None:
        """Chicago's time, ``2026-11-24 16:00``."""
        moment = dt.datetime.fromisoformat(local).replace(tzinfo=CHICAGO)
        self.now = int(moment.timestamp()) * 10**9

    def time_ns(self) -> int:
        return self.now

    def monotonic(self) -> float:
        return time.monotonic()


class Floor:
    """A shard with a scheduler."""

    def __init__(self, shard: Shard, scheduler: SessionScheduler, clock: SetClock) -> None:
        self.shard, self.scheduler, self.clock = shard, scheduler, clock

    async def at(self, local: str) -> str:
        """Crude's phase after a look at the clock at this time."""
        self.clock.set(local)
        await self.scheduler.look()
        return self.phase()

    def phase(self, symbol: str = "CLF27") -> str:
        return STATUS_NAMES[self.shard.engine.instruments[symbol].status]


@asynccontextmanager
async def floor(folder: Path, local: str, *rows: ReferenceRow, loading: Load = load_once):
    clock = SetClock(local)
    shard = Shard.open(ShardConfig(folder), clock)
    if not shard.engine.instruments:
        await ask(shard, UpdateReference(0, [*FIRMS, *ACCOUNTS, *(rows or (CRUDE, NG))]))
    try:
        yield Floor(shard, SessionScheduler(shard, clock, loading), clock)
    finally:
        await shard.close()


def run(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 120))


def test_a_thanksgiving_week(tmp_path):
    async def week():
        async with floor(tmp_path, "2026-11-24 10:00") as desk:
            assert await desk.at("2026-11-24 10:00") == "open"
            assert desk.phase("NGF27") == "open"  # no calendar: always
            assert await desk.at("2026-11-24 15:59") == "open"
            assert await desk.at("2026-11-24 16:00") == "closed"
            assert await desk.at("2026-11-24 16:30") == "pre_open"
            assert await desk.at("2026-11-24 17:00") == "open"
            instrument = desk.shard.engine.instruments["CLF27"]
            assert instrument.trade_date == 20261125
            await desk.at("2026-11-25 17:00")
            assert (desk.phase(), instrument.trade_date) == ("open", 20261126)
            assert await desk.at("2026-11-26 13:29") == "open"
            assert await desk.at("2026-11-26 13:30") == "closed"  # early, on the holiday
            await desk.at("2026-11-26 17:00")
            assert (desk.phase(), instrument.trade_date) == ("open", 20261127)
            assert await desk.at("2026-11-27 13:45") == "closed"
            assert await desk.at("2026-11-28 12:00") == "closed"  # a Saturday
            assert await desk.at("2026-11-29 16:30") == "pre_open"
            await desk.at("2026-11-29 17:00")
            assert (desk.phase(), instrument.trade_date) == ("open", 20261130)

    run(week())


def test_day_orders_end_with_their_trade_date(tmp_path):
    async def evening():
        async with floor(tmp_path, "2026-11-23 17:30") as desk:
            await desk.at("2026-11-23 17:30")
            await ask(desk.shard, order(1, tif=0))
            await ask(desk.shard, order(3, tif=1))
            await desk.at("2026-11-24 09:00")
            assert len(desk.shard.engine.accounts["NORD-01"].orders()) == 2
            await desk.at("2026-11-24 16:00")
            (left,) = desk.shard.engine.accounts["NORD-01"].orders()
            assert left.cl_ord_id == "o3"

    run(evening())


def test_a_halt_by_hand_lasts_until_the_next_change(tmp_path):
    async def day():
        async with floor(tmp_path, "2026-11-24 10:00") as desk:
            await desk.at("2026-11-24 10:00")
            await ask(desk.shard, SetSession(0, "CLF27", HALTED))
            assert await desk.at("2026-11-24 10:01") == "halted"

        async with floor(tmp_path, "2026-11-24 12:00") as desk:
            assert await desk.at("2026-11-24 12:00") == "halted"  # also after a restart
            assert await desk.at("2026-11-24 16:00") == "closed"
            assert await desk.at("2026-11-24 17:00") == "open"

    run(day())


def test_a_restart_catches_up(tmp_path):
    async def nights():
        async with floor(tmp_path, "2026-11-24 10:00") as desk:
            await desk.at("2026-11-24 10:00")
            await ask(desk.shard, order(1, tif=0))

        async with floor(tmp_path, "2026-11-24 17:30") as desk:
            before = desk.shard.last_seq
            assert await desk.at("2026-11-24 17:30") == "open"
            assert desk.shard.last_seq == before + 2  # the close it missed, and the phase
            assert desk.shard.engine.accounts["NORD-01"].orders() == []
            await desk.at("2026-11-24 17:31")
            assert desk.shard.last_seq == before + 2

    run(nights())


def test_a_contract_expires_with_its_last_day(tmp_path):
    last = msgspec.structs.replace(CRUDE, expiry="2026-11-24")

    async def day():
        async with floor(tmp_path, "2026-11-24 15:59", last) as desk:
            assert await desk.at("2026-11-24 15:59") == "open"
            await ask(desk.shard, order(1, tif=1))
            assert await desk.at("2026-11-24 16:00") == "expired"
            assert await desk.at("2026-11-24 17:00") == "expired"

    run(day())


def test_unknown_calendars_and_no_library(tmp_path):
    lost = msgspec.structs.replace(CRUDE, calendar="Atlantis")

    def fail(*_: object) -> dict[str, Schedule]:
        raise CalendarsUnavailable("trading calendars cannot be computed: no")

    async def day():
        async with floor(tmp_path / "unknown", "2026-11-21 10:00", lost) as desk:
            assert await desk.at("2026-11-21 10:00") == "open"  # as it was
            assert desk.scheduler.describe() == {
                "state": "problem",
                "problems": {"Atlantis": "no trading calendar is called 'Atlantis'"},
                "calendars": ["Atlantis"],
            }
        async with floor(tmp_path / "none", "2026-11-21 10:00", loading=fail) as desk:
            assert await desk.at("2026-11-21 10:00") == "open"
            assert desk.scheduler.describe()["problems"] == {
                "*": "trading calendars cannot be computed: no"
            }
            assert await desk.at("2026-11-21 10:01") == "open"

    run(day())


def test_switched_off(tmp_path):
    async def day():
        async with floor(tmp_path, "2026-11-21 10:00") as desk:
            scheduler = SessionScheduler(desk.shard, desk.clock, load_once, follow=False)
            await scheduler.start()
            assert desk.phase() == "open"
            assert scheduler.describe()["state"] == "off"
            await scheduler.stop()

    run(day())


def test_it_runs_by_itself(tmp_path):
    """Reference data wakes it, and so does the time of the next change."""

    async def day():
        async with floor(tmp_path, "2026-11-24 15:59") as desk:
            closed = asyncio.Event()
            desk.shard.on_batch(lambda _: closed.set() if desk.phase() == "closed" else None)
            await desk.scheduler.start()
            desk.clock.now += 59_900_000_000
            newer = msgspec.structs.replace(CRUDE, version=2)
            await ask(desk.shard, UpdateReference(0, [newer]))
            desk.clock.now += 100_000_000
            await closed.wait()
            await desk.scheduler.stop()

    run(day())
