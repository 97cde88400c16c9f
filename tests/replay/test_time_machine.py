"""`brokersync replay --until`: the book of a past moment, from the folder of a sidecar that goes on trading."""

import json
import random
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime

import pytest

from matching_sidecar.shard.moment import iso
from tools.lab.sidecar import LabSidecar
from tools.replay.comparison import ROWS, SYMBOL
from tools.replay.market import MAKER, TAKER
from tools.replay.time_machine import timestamp

MOMENTS = 6


def until(moment, *arguments):
    command = [sys.executable, "-m", "tools.replay", "--until", str(moment), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


class Desk:
    """Enters orders through REST and remembers what the book was at some moments."""

    def __init__(self, sidecar):
        self.sidecar = sidecar
        self.token = sidecar.signer.token()
        self.dice = random.Random(11)
        self.sent = 0
        self.moments = []

    def post(self, path, **body):
        request = urllib.request.Request(
            self.sidecar.url + path,
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def trade(self, orders):
        """Limit orders around one price: some rest, some trade, some of those that rest are cancelled."""
        for _ in range(orders):
            self.sent += 1
            side = self.dice.choice(("buy", "sell"))
            report = self.post(
                "/v1/orders", account=self.dice.choice((MAKER, TAKER)), cl_ord_id=f"n{self.sent}",
                symbol=SYMBOL, side=side, ord_type="limit", order_qty=self.dice.randint(1, 9),
                price=100 + self.dice.randint(-8, 8) / 100, time_in_force="day",
            )  # fmt: skip
            if self.dice.random() < 0.2 and self.is_open(report):
                self.post(
                    "/v1/orders/cancel", account=report["account"], cl_ord_id=f"c{self.sent}",
                    orig_cl_ord_id=report["cl_ord_id"],
                )  # fmt: skip

    def is_open(self, report):
        return any(order["cl_ord_id"] == report["cl_ord_id"] for order in self.orders())

    def orders(self):
        return self.sidecar.get("/v1/orders", self.token)

    def remember(self):
        path = f"/v1/instruments/{SYMBOL}/book?depth=100"
        book = self.sidecar.get(path, self.token)
        opened = [(order["order_id"], order["leaves_qty"]) for order in self.orders()]
        self.moments.append((time.time_ns(), book["bids"], book["asks"], sorted(opened)))


@pytest.fixture
def desk(tmp_path):
    with LabSidecar(tmp_path, ROWS) as sidecar:
        yield Desk(sidecar)


def test_books_of_past_moments_are_those_that_were_shown(desk):
    for _ in range(MOMENTS):
        desk.trade(30)
        desk.remember()
    desk.trade(1)
    for at, bids, asks, orders in desk.moments:
        run = until(at, desk.sidecar.data, "--json", "--depth", 0)
        assert run.returncode == 0, run.stderr
        found = json.loads(run.stdout)
        (instrument,) = found["instruments"]
        assert (instrument["bids"], instrument["asks"]) == (bids, asks)
        assert [(row["order_id"], row["leaves_qty"]) for row in found["orders"]] == orders
        assert sum(row["net"] for row in found["positions"]) == 0
        assert found["ts"] <= at
    # The sidecar was not disturbed: it takes orders, and its own digest is the one rebuilt.
    desk.trade(1)
    desk.sidecar.stop()
    digest = json.loads(until("end", desk.sidecar.data, "--json").stdout)["digest"]
    desk.sidecar.start()
    assert f"digest {digest}" in desk.sidecar.log.read_text()


def test_a_stop_waits_beside_the_book(desk):
    desk.trade(3)
    desk.post(
        "/v1/orders", account=MAKER, cl_ord_id="later", symbol=SYMBOL, side="buy", ord_type="stop",
        order_qty=2, stop_px=200.5, time_in_force="gtc",
    )  # fmt: skip
    run = until("end", desk.sidecar.data, "--json")
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)["orders"][-1]
    assert (found["cl_ord_id"], found["ord_type"], found["place"]) == ("later", "stop", "stops")
    assert (found["price"], found["stop_px"]) == (None, 200.5)
    assert "stop stop 200.5 (stops), later" in until("end", desk.sidecar.data).stdout


def test_shown_as_a_ladder(desk):
    desk.trade(30)
    run = until("end", desk.sidecar.data)
    shown = run.stdout
    assert run.returncode == 0, run.stderr
    assert f"{SYMBOL}  open, last " in shown
    assert shown.index("orders        bid") < shown.index(MAKER)
    assert "digest" in shown


def test_a_moment_outside_the_journal_is_a_clear_message(desk):
    desk.trade(1)
    for moment, words in ((0, "begins at 1970-01-01"), (time.time_ns() + 10**12, "ends at 2")):
        run = until(moment, desk.sidecar.data)
        assert (run.returncode, run.stdout) == (2, "")
        assert words in run.stderr
        assert "--until end" in run.stderr
        assert "Traceback" not in run.stderr


def test_a_wrong_folder_symbol_or_time_is_a_clear_message(desk, tmp_path):
    for arguments, words in (
        (("end", tmp_path / "nowhere"), "nowhere: No such file"),
        (("end", tmp_path), "no journal here"),
        (("end", desk.sidecar.data, "--symbol", "NONE"), "no NONE then"),
        (("yesterday", desk.sidecar.data), "invalid timestamp value: 'yesterday'"),
    ):
        run = until(*arguments)
        assert run.returncode == 2
        assert words in run.stderr
        assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T12:00:00.000000001Z",
        "2026-11-21T12:00:00.000000001",
        "2026-11-21 13:00:00.000000001+01:00",
        "1795262400000000001",
    ],
)
def test_timestamps_are_read_to_the_nanosecond(text):
    assert timestamp(text) == 1_795_262_400_000_000_001
    assert iso(timestamp(text)) == "2026-11-21T12:00:00.000000001Z"


def test_a_day_is_its_beginning():
    assert timestamp("2026-11-21") == int(datetime(2026, 11, 21, tzinfo=UTC).timestamp()) * 10**9
