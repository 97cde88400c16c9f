"""A session from beginning to end: clear the books, trade, wait for Odoo, count and check, perhaps go on."""

import asyncio
import math
import time
from contextlib import suppress
from dataclasses import dataclass

from matching_sidecar.client import Client, ClientError
from tools.session import checks, figures
from tools.session.contract import Contract
from tools.session.figures import Lag
from tools.session.floor import HOUSE_LOGIN, RIGHTS, Floor
from tools.session.ids import new_ids
from tools.session.odoo.side import OdooSide
from tools.session.places import Places
from tools.session.rest import Rest
from tools.session.result import Result
from tools.session.schedule import turns
from tools.session.sweep import sweep
from tools.session.tokens import signer
from tools.session.troupe import Market, assemble, market

SAMPLE_SECONDS = 0.5
CATCH_UP_SECONDS = 120.0
GENTLE = 0.05
"""Tempo at which the market goes on after the session."""


class SessionError(Exception):
    """The session cannot be held; the text says why."""


@dataclass(frozen=True)
class Options:
    """``rate``: commands a second; ``odoo_orders``: how many orders people enter in Odoo."""

    seconds: float
    seed: int
    rate: float
    odoo_orders: int
    keep_trading: bool


class Session:
    """``open``, ``trade``, ``conclude``, perhaps ``go_on``, ``close``.

    They raise OSError, ClientError, OdooError or SessionError when a part is gone.
    """

    def __init__(self, places: Places, options: Options) -> None:
        self._places = places
        self._options = options
        self._sign = signer(places.token_key)
        self._rest = Rest(places.sidecar_url, lambda: self._sign(HOUSE_LOGIN, "", ["*"], RIGHTS))
        self._ids = new_ids()
        self._lag = Lag()

    async def open(self) -> None:
        """Meet everyone, clear the books of what an earlier session left, connect."""
        options = self._options
        self._shard: str = (await asyncio.to_thread(self._rest.health))["shard"]
        self._odoo = await asyncio.to_thread(OdooSide, self._places, self._shard)
        self._accounts = await asyncio.to_thread(self._odoo.accounts)
        self._market = await asyncio.to_thread(self._open_market)
        if not self._market or not self._accounts:
            raise SessionError("there is nothing to trade: is Odoo's demo data installed?")
        self._desk = await asyncio.to_thread(self._odoo.desk, self._market, options.seed)
        await self._sweep()
        self._start_seq = await self._wait_for_odoo()
        self._before = await asyncio.to_thread(self._odoo.books.positions)
        self._agents = assemble(self._market, self._accounts, options.rate, self._ids, self._before)
        self._turns = turns(self._agents, options.seed)
        logins = await asyncio.to_thread(self._odoo.books.logins)
        self._floor = Floor(self._agents, self._accounts, self._sign, logins)
        await self._floor.open(self._places.sidecar_ws_url)

    async def trade(self) -> None:
        """Hold the session: programs at the sidecar, people in Odoo."""
        options = self._options
        sampler = asyncio.create_task(self._sample_lag())
        people = asyncio.create_task(
            asyncio.to_thread(self._desk.trade, options.odoo_orders, options.seconds)
        )
        try:
            await self._floor.trade(self._turns, options.seconds)
            await people
        finally:
            self._desk.stop()
            sampler.cancel()
            await asyncio.gather(sampler, people, return_exceptions=True)

    async def conclude(self) -> Result:
        """Wait until everything has arrived everywhere; then count and check."""
        if not self._options.keep_trading:
            await self._sweep()
        await self._floor.settle()
        started = time.monotonic()
        last_seq = await self._wait_for_odoo()
        self._lag.catch_up = time.monotonic() - started
        return await asyncio.to_thread(self._result, last_seq)

    async def go_on(self) -> None:
        """Trade at a gentle pace until cancelled."""
        self._floor.stop_watching()
        start = self._options.seconds
        await self._floor.trade(self._turns, math.inf, start=start, tempo=GENTLE)

    async def close(self) -> None:
        """Take the session's orders out of the books and hang up."""
        # Without a sidecar there is nothing to clear; the next session does it.
        with suppress(OSError, ClientError):
            await self._sweep()
        await self._floor.close()

    def _open_market(self) -> Market:
        rows = self._rest.instruments()
        tradable = [
            Contract.of(row)
            for row in rows
            if row["active"] and row["status"] == "open" and row["reference_price"]
        ]
        return market(tradable, self._options.seed, self._options.seconds)

    async def _sweep(self) -> None:
        token = self._sign(HOUSE_LOGIN, "", ["*"], RIGHTS)
        async with await Client.connect(self._places.sidecar_ws_url, token) as house:
            await sweep(self._rest, house, [account.code for account in self._accounts], self._ids)

    async def _wait_for_odoo(self) -> int:
        """The sidecar's last event, once Odoo has applied it and nothing is on its way."""
        until = time.monotonic() + CATCH_UP_SECONDS
        while time.monotonic() < until:
            last_seq = (await asyncio.to_thread(self._rest.health))["last_seq"]
            applied = await asyncio.to_thread(self._odoo.books.cursor)
            if applied == last_seq and not await asyncio.to_thread(self._desk.waiting):
                return int(last_seq)
            await asyncio.sleep(0.05)
        raise SessionError(
            f"Odoo has not applied all events after {CATCH_UP_SECONDS:.0f} s: {self._rest.health()['odoo']}"
        )

    async def _sample_lag(self) -> None:
        while True:
            link = (await asyncio.to_thread(self._rest.health))["odoo"]
            self._lag.events.append(link["lag_events"])
            self._lag.ages.append(link["lag_seconds"])
            await asyncio.sleep(SAMPLE_SECONDS)

    def _result(self, last_seq: int) -> Result:
        record, tape, books = self._floor.record, self._floor.tape, self._odoo.books
        entries = self._desk.entries()
        symbols = [contract.symbol for contract, _ in self._market]
        return Result(
            figures=[
                *figures.trading(record, tape, self._options.seconds),
                *figures.in_odoo(books.executions(self._start_seq, "trade"), entries),
                *figures.latency(record),
                *figures.sync(self._lag),
                *figures.positions(tape, books.positions()),
            ],
            checks=[
                *checks.of_commands(record, self._agents),
                *checks.of_market(tape, self._rest, symbols),
                *checks.of_odoo(tape, books, self._before, self._start_seq, last_seq),
                *checks.of_odoo_orders(entries, self._options.odoo_orders),
            ],
        )
