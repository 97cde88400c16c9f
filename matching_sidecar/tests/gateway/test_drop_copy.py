"""Every event to who may see all, from any number on, also when there are many."""

from __future__ import annotations

import pytest

from matching_sidecar.gateway import drop_copy


def auditor(sidecar):
    token = sidecar.signer.token(sub="audit", accounts=[], permissions=["view", "drop_copy"])
    return sidecar.login(token)


def follow(socket, **options) -> None:
    socket.send({"op": "subscribe", "channel": "drop_copy", **options})


def trade(sidecar, trader, rounds: int) -> None:
    for _ in range(rounds):
        orders = [sidecar.order(), sidecar.order(account="NORD-02", side="sell", order_qty=2)]
        trader.send([{"op": "new", **order} for order in orders])
    trader.sync()


def numbers(socket, last: int) -> list[int]:
    """Event numbers as they come, until the last one."""
    found: list[int] = []
    while not found or found[-1] < last:
        found.append(socket.receive()["seq"])
    return found


def test_everything_of_everybody_comes_in_order(sidecar, trader):
    with auditor(sidecar) as audit:
        follow(audit)
        assert audit.sync() == []
        trade(sidecar, trader, 30)
        last = sidecar.stored[1]
        assert numbers(audit, last) == list(range(1, last + 1))
        audit.send({"op": "unsubscribe", "channel": "drop_copy"})
        trade(sidecar, trader, 1)
        assert audit.sync() == []


@pytest.mark.parametrize("since", [0, 7])
def test_it_goes_on_after_a_pause(sidecar, trader, monkeypatch, since):
    monkeypatch.setattr(drop_copy, "CHUNK", 10)
    trade(sidecar, trader, 30)
    with auditor(sidecar) as audit:
        follow(audit, since=since)
        trade(sidecar, trader, 10)
        last = sidecar.stored[1]
        assert numbers(audit, last) == list(range(since + 1, last + 1))


def test_who_reads_slowly_loses_nothing(sidecar, trader, monkeypatch):
    monkeypatch.setattr(drop_copy, "SLOW_SECONDS", 0.001)
    with auditor(sidecar) as audit:
        follow(audit)
        audit.sync()
        (session,) = (s for s in sidecar.app.hub.sessions if s.sub == "audit")
        sidecar.run(session.pause_writing)
        trade(sidecar, trader, 20)
        sidecar.run(session.resume_writing)
        trade(sidecar, trader, 5)
        last = sidecar.stored[1]
        assert numbers(audit, last) == list(range(1, last + 1))


def test_it_takes_a_permission(sidecar, trader):
    found = trader.ask(op="subscribe", channel="drop_copy")
    assert (found["code"], found["field"]) == ("NOT_PERMITTED", "channel")


def test_a_token_without_it_ends_it(sidecar, trader):
    with auditor(sidecar) as audit:
        follow(audit)
        audit.send({"op": "login", "token": sidecar.signer.token(sub="audit", accounts=[])})
        audit.expect("login_ok")
        trade(sidecar, trader, 1)
        assert audit.sync() == []
