"""The trading floor: agents, their connections, and the clock that gives them their turns."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from matching_sidecar.client import Client
from tools.session.agents.agent import Agent
from tools.session.line import Line
from tools.session.record import Record
from tools.session.schedule import Turn
from tools.session.tape import Tape
from tools.session.tokens import LIFETIME, Sign
from tools.session.troupe import Account

ANSWER_SECONDS = 10.0
RIGHTS = ("view", "trade")
HOUSE_LOGIN = "demo-session"

Logins = dict[str, str]
"""By firm: in whose name its program trades."""


class Floor:
    """Opens a connection for each client firm and each market maker, and one that watches everything.

    Args:
        agents: all who trade.
        logins: firms that are not in it get a name of their own.
    """

    def __init__(
        self, agents: Sequence[Agent], accounts: Sequence[Account], sign: Sign, logins: Logins
    ) -> None:
        self.record = Record()
        self.tape = Tape()
        self.lines: list[Line] = []
        self._lines: dict[str, Line] = {}  # by account
        self._house: Client | None = None
        self._sign = sign
        self._time = asyncio.get_running_loop().time
        places = {place: agent for agent in agents for place in agent.places()}
        groups: dict[str, list[Account]] = {}
        for account in accounts:
            groups.setdefault(account.code if account.house else account.firm, []).append(account)
        for name, group in groups.items():
            login = logins.get(group[0].firm, f"program-{name.lower()}")
            token = self._token(login, group[0].firm, [account.code for account in group])
            line = Line(places, token, self.record)
            self.lines.append(line)
            self._lines |= {account.code: line for account in group}

    @property
    def house(self) -> Client:
        """The connection that sees everything."""
        assert self._house is not None  # noqa: S101 - opened first
        return self._house

    async def open(self, url: str) -> None:
        """Connect everyone.

        Raises:
            OSError, ClientError: the sidecar does not let them.
        """
        token = self._sign(HOUSE_LOGIN, "", ["*"], RIGHTS)
        self._house = await Client.connect(url, token, on_message=self.tape.hear)
        self._house.subscribe("orders")
        await self._house.ping()
        for line in self.lines:
            await line.open(url)

    async def close(self) -> None:
        """Hang up; orders stay."""
        for line in self.lines:
            await line.close()
        if self._house is not None:
            await self._house.close()

    async def trade(
        self, turns: Iterator[Turn], seconds: float, *, start: float = 0.0, tempo: float = 1.0
    ) -> None:
        """Let the agents act for ``seconds`` of the schedule's time from ``start`` on, ``tempo`` times as fast.

        Raises:
            ConnectionClosed: the sidecar is gone.
        """
        origin = self._time()
        renew = origin + LIFETIME / 2
        for at, agent, rng in turns:
            if at - start > seconds:
                return
            due = origin + (at - start) / tempo
            await asyncio.sleep(max(0.0, due - self._time()))
            if self._time() > renew:
                renew += LIFETIME / 2
                await self._renew()
            self._lines[agent.account].send(agent, agent.act(at, rng), due)

    def stop_watching(self) -> None:
        """The tape ends here."""
        self.house.unsubscribe("orders")

    async def settle(self) -> None:
        """Wait until every command has its answer and the watcher has seen it, at most ten seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_SECONDS):
                await asyncio.gather(*(line.idle.wait() for line in self.lines))
        await self.house.ping()

    async def _renew(self) -> None:
        for line in self.lines:
            await line.renew()
        await self.house.login(self._sign(HOUSE_LOGIN, "", ["*"], RIGHTS))

    def _token(self, login: str, firm: str, accounts: Sequence[str]) -> Callable[[], str]:
        return lambda: self._sign(login, firm, accounts, RIGHTS)
