"""How much a client may send, and that the others do not suffer from one that sends more (FAULTS 48)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from matching_sidecar.gateway import turns
from matching_sidecar.gateway.throttle import Throttle
from matching_sidecar.gateway.turns import Turns
from matching_sidecar.model.commands import CancelOrder, Command
from matching_sidecar.shard.config import ShardConfig
from matching_sidecar.tests.running import Running


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_burst_then_rate():
    clock = Clock()
    throttle = Throttle(10, 30, clock)
    assert throttle.admit("ann", 100) == 30
    assert throttle.admit("ann") == 0
    clock.now += 0.1
    assert [throttle.admit("ann") for _ in range(2)] == [1, 0]
    clock.now += 1
    assert throttle.admit("ann", 100) == 10
    clock.now += 3600
    assert throttle.admit("ann", 100) == 30


def test_each_login_has_its_own():
    throttle = Throttle(10, 1, Clock())
    assert [throttle.admit(sub) for sub in ("ann", "bob", "ann")] == [1, 1, 0]


def test_what_is_refused_does_not_count():
    clock = Clock()
    throttle = Throttle(10, 1, clock)
    throttle.admit("ann")
    for _ in range(100):
        throttle.admit("ann")
    clock.now += 0.1
    assert throttle.admit("ann") == 1


def test_rate_zero_is_no_limit():
    assert Throttle(0, 1, Clock()).admit("ann", 10**9) == 10**9


def test_logins_that_were_quiet_are_forgotten(monkeypatch):
    monkeypatch.setattr("matching_sidecar.gateway.throttle.MAX_KNOWN", 3)
    clock = Clock()
    throttle = Throttle(10, 1, clock)
    for sub in "abc":
        throttle.admit(sub)
    clock.now += 10
    throttle.admit("d")
    assert set(throttle._used_up) == {"d"}


class Commits:
    """A shard that notes what it is given, and commits when told."""

    def __init__(self) -> None:
        self.config = ShardConfig(folder=None, max_waiting=2_000)  # type: ignore[arg-type]
        self.waiting = 0
        self.taken: list[str] = []

    def submit(self, command: Command, reply: Any) -> None:
        assert isinstance(command, CancelOrder)
        self.taken.append(command.account)
        self.waiting += 1


class Sender:
    """A session's lane."""

    def __init__(self, sender: str, taking: Turns) -> None:
        self.name = sender
        self.lane = taking.lane()
        self._ids = count()

    def send(self, number: int) -> int:
        """Send as many as the lane takes of a number; gives how many those were."""
        for sent in range(number):
            if self.lane.full:
                return sent
            self.lane.submit(CancelOrder(0, self.name, f"{next(self._ids)}", "x"), self)
        return number

    def answer(self, answer: Any, events: Sequence[Any]) -> None:
        raise AssertionError("nothing is committed here")

    def refuse(self, code: str, text: str) -> None:
        raise AssertionError("nothing is refused here")


async def rounds(shard: Commits, number: int = 1) -> None:
    """So many rounds of the event loop, with a commit in each."""
    for _ in range(number):
        shard.waiting = 0
        await asyncio.sleep(0)


def test_others_overtake_who_sends_a_thousand():
    async def main() -> list[str]:
        shard = Commits()
        taking = Turns(shard)  # type: ignore[arg-type]
        flood, small = Sender("flood", taking), Sender("small", taking)
        assert flood.send(900) == 900
        assert len(shard.taken) == turns.ROUND
        await rounds(shard)
        small.send(3)
        await rounds(shard, 10)
        return shard.taken

    taken = asyncio.run(main())
    assert taken.count("flood") == 900
    assert max(i for i, name in enumerate(taken) if name == "small") < 2 * turns.ROUND + 3


def test_floods_share_a_round():
    async def main() -> list[str]:
        shard = Commits()
        taking = Turns(shard)  # type: ignore[arg-type]
        for sender in (Sender(name, taking) for name in "abc"):
            sender.send(300)
        await rounds(shard, 3)
        return shard.taken[turns.ROUND :]

    taken = asyncio.run(main())
    shares = [taken.count(name) for name in "bc"]
    assert abs(shares[0] - shares[1]) <= turns.MIN_SHARE
    assert min(shares) > 0


def test_lane_keeps_its_order_and_its_limit():
    async def main() -> Commits:
        shard = Commits()
        taking = Turns(shard)  # type: ignore[arg-type]
        flood = Sender("flood", taking)
        assert flood.send(2_000) == turns.ROUND + 1_000
        await rounds(shard, 10)
        assert not flood.lane.full
        return shard

    assert len(asyncio.run(main()).taken) == turns.ROUND + 1_000


def test_what_is_asked_between_commands_keeps_its_place():
    async def main() -> tuple[list[str], list[int]]:
        shard = Commits()
        taking = Turns(shard)  # type: ignore[arg-type]
        flood, seen = Sender("flood", taking), []
        flood.lane.after(lambda: seen.append(len(shard.taken)))
        flood.send(500)
        flood.lane.after(lambda: seen.append(len(shard.taken)))
        flood.send(100)
        await rounds(shard, 10)
        return shard.taken, seen

    taken, seen = asyncio.run(main())
    assert (len(taken), seen) == (600, [0, 500])


def test_a_shard_that_commits_slowly_is_not_filled_up():
    async def main() -> list[str]:
        shard = Commits()
        taking = Turns(shard)  # type: ignore[arg-type]
        flood, small = Sender("flood", taking), Sender("small", taking)
        flood.send(900)
        for _ in range(5):
            await asyncio.sleep(0.002)
        small.send(1)
        assert len(shard.taken) == turns.ROUND
        shard.waiting = 0
        while "small" not in shard.taken:
            await asyncio.sleep(0.002)
            shard.waiting = 0
        return shard.taken

    assert asyncio.run(main()).index("small") < 2 * turns.ROUND


def test_websocket_refuses_above_the_rate(tmp_path):
    with Running(tmp_path, client_rate=0.01, client_burst=5) as sidecar, sidecar.login() as socket:
        orders = [{"op": "new", **sidecar.order(cl_ord_id=f"o{n}")} for n in range(8)]
        socket.send(orders)
        answers = [socket.receive() for _ in range(8)]
        refused = {a["cl_ord_id"]: a["code"] for a in answers if a["type"] == "error"}
        assert refused == {"o5": "RATE", "o6": "RATE", "o7": "RATE"}
        assert sidecar.stored[1] == 5
        other = sidecar.signer.token(sub="bob@nord.example")
        with sidecar.login(other) as second:
            assert second.ask(op="new", **sidecar.order())["exec_type"] == "new"


def test_rest_refuses_above_the_rate(tmp_path):
    with Running(tmp_path, client_rate=0.01, client_burst=2) as sidecar:
        answers = [sidecar.request("GET", "/v1/orders") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["code"] == "RATE"
        assert answers[2].headers["retry-after"] == "1"
        bob = sidecar.signer.token(sub="bob@nord.example")
        assert sidecar.request("GET", "/v1/orders", token=bob).status_code == 200
        with sidecar.login() as socket:
            assert socket.ask(op="ping", id=1)["code"] == "RATE"


def test_who_renews_its_token_is_not_throttled(tmp_path):
    with Running(tmp_path, client_rate=0.01, client_burst=1) as sidecar, sidecar.login() as socket:
        socket.send([{"op": "ping", "id": 1}, {"op": "ping", "id": 2}])
        assert [socket.receive()["type"] for _ in range(2)] == ["pong", "error"]
        assert socket.ask(op="login", token=sidecar.signer.token())["type"] == "login_ok"


def test_overload_is_refused_and_the_others_go_on(sidecar, trader):
    """One client sends frames of a thousand orders without waiting: each is answered, by the book or by a refusal."""
    config = sidecar.app.shard.config
    sidecar.app.shard.config = config._replace(max_waiting=1_500)
    bob = sidecar.signer.token(sub="bob@nord.example")
    with sidecar.login(bob, max_queue=None) as flood:
        sent = 0
        for frame in range(40):
            orders = [
                {
                    "op": "cancel",
                    "cl_ord_id": f"f{frame}-{n}",
                    "orig_cl_ord_id": "x",
                    "account": "NORD-02",
                }
                for n in range(700)
            ]
            flood.send(json.dumps(orders, separators=(",", ":")))
            sent += len(orders)
        own = [trader.ask(op="new", **sidecar.order())["exec_type"] for _ in range(20)]
        answers = [flood.receive(30) for _ in range(sent)]
    assert own == ["new"] * 20
    kinds = {answer["type"] for answer in answers}
    assert kinds <= {"cancel_reject", "error"}
    assert {a["code"] for a in answers if a["type"] == "error"} <= {"OVERLOADED", "RATE"}
    assert len({answer["cl_ord_id"] for answer in answers}) == sent


def test_large_frames_are_taken_one_a_round():
    async def main() -> list[str]:
        taking = Turns(Commits())  # type: ignore[arg-type]
        done: list[str] = []
        for name in "abc":
            taking.once(lambda name=name: done.append(name))
        seen = []
        for _ in range(3):
            await asyncio.sleep(0)
            seen.append("".join(done))
        return seen

    assert asyncio.run(main()) == ["a", "ab", "abc"]


def test_what_follows_a_large_frame_waits_for_it(sidecar, trader):
    """Large and small frames, sent without waiting, are answered in their order."""
    names = []
    for frame, size in enumerate((120, 1, 300, 300, 2, 120, 1)):
        orders = [
            {
                "op": "cancel",
                "cl_ord_id": f"{frame}-{n}",
                "orig_cl_ord_id": "x",
                "account": "NORD-01",
            }
            for n in range(size)
        ]
        names += [order["cl_ord_id"] for order in orders]
        trader.send(orders)
    assert [trader.receive()["cl_ord_id"] for _ in names] == names
    assert trader.ask(op="ping", id=1)["type"] == "pong"
