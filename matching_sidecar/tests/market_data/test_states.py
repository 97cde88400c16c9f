"""Statistics and phases, over REST and as they change."""

from __future__ import annotations

import pytest

from matching_sidecar.model.reference import InstrumentRow
from matching_sidecar.tests.desk import ACCOUNTS, FIRMS
from matching_sidecar.tests.market_data.copies import subscribe
from matching_sidecar.tests.running import Running

CL = InstrumentRow("CLF27", 1, "CL", 1, 100, reference_price=70.0, limit_pct=10.0)


@pytest.fixture
def sidecar(tmp_path):
    """A sidecar whose only instrument has a reference price and limits."""
    with Running(tmp_path, (*FIRMS, *ACCOUNTS, CL)) as running:
        yield running


def session(sidecar, action: str, **more: str) -> None:
    body = {"symbol": "CLF27", "action": action} | more
    answer = sidecar.request("POST", "/v1/admin/session", body, sidecar.signer.staff())
    assert answer.status_code == 200, answer.text


def get(sidecar, what: str) -> dict:
    return sidecar.request("GET", f"/v1/instruments/CLF27/{what}").json()


def test_statistics_follow_the_trades(sidecar, trader):
    session(sidecar, "open", trade_date="2026-11-23")
    with sidecar.login() as watcher:
        (first,) = subscribe(watcher, "statistics", "CLF27")
        assert (first["trade_date"], first["open"], first["volume"]) == ("2026-11-23", None, 0)
        assert (first["settlement"], first["limit_low"], first["limit_high"]) == (70.0, 63.0, 77.0)
        for price, lots in ((70.0, 2), (71.0, 1), (69.5, 3)):
            order = {"price": price, "order_qty": lots}
            trader.ask(op="new", **sidecar.order(**order))
            trader.ask(op="new", **sidecar.order(**order, account="NORD-02", side="sell"))
        last = watcher.sync()[-1]
    assert [last[name] for name in ("open", "high", "low", "last")] == [70.0, 71.0, 69.5, 69.5]
    assert (last["volume"], last["value"], last["open_interest"]) == (6, 419.5, 6)
    assert last["vwap"] == pytest.approx(419.5 / 6)
    assert get(sidecar, "statistics") == last
    quote = get(sidecar, "quote")
    assert {name: quote[name] for name in ("open", "high", "low", "vwap", "volume")} == {
        name: last[name] for name in ("open", "high", "low", "vwap", "volume")
    }
    session(sidecar, "open", trade_date="2026-11-24")
    assert (get(sidecar, "statistics")["volume"], get(sidecar, "quote")["open"]) == (0, None)


def test_a_call_phase_tells_what_the_auction_would_give(sidecar, trader):
    with sidecar.login() as watcher:
        (first,) = subscribe(watcher, "phases", "CLF27")
        assert (first["phase"], first["indicative_price"], first["surplus"]) == ("open", None, 0)
        session(sidecar, "pre_open", trade_date="2026-11-23")
        began = watcher.expect("phase")
        assert (began["phase"], began["trade_date"]) == ("pre_open", "2026-11-23")
        assert began["since"] > 0
        trader.ask(op="new", **sidecar.order(price=71.0, order_qty=5))
        trader.ask(op="new", **sidecar.order(account="NORD-02", side="sell", price=70, order_qty=3))
        while (told := watcher.expect("phase"))["indicative_qty"] == 0:
            pass
        assert (told["indicative_price"], told["indicative_qty"], told["surplus"]) == (71.0, 3, 2)
        assert get(sidecar, "phase") == told
        session(sidecar, "open")
        ended = watcher.expect("phase")
        assert (ended["phase"], ended["indicative_price"]) == ("open", None)
    (trade,) = sidecar.request("GET", "/v1/instruments/CLF27/trades").json()
    assert (trade["price"], trade["qty"], trade["aggressor"], trade["auction"]) == (
        71.0,
        3,
        "",
        True,
    )


def test_a_quote_is_stale_while_no_orders_are_taken(sidecar):
    health = sidecar.app.shard.health
    with sidecar.login() as watcher:
        assert [quote["stale"] for quote in subscribe(watcher, "quotes", "CLF27")] == [False]
        sidecar.run(health.block, "test", "for a test")
        assert watcher.expect("quote")["stale"] is True
        assert get(sidecar, "quote")["stale"] is True
        sidecar.run(health.unblock, "test")
        assert watcher.expect("quote")["stale"] is False
