"""Every check can fail, and says how."""

from collections import Counter

import pytest

from matching_sidecar.client import Cancel, ExecutionReport, New
from matching_sidecar.wire.errors import ErrorMessage
from tools.session import checks
from tools.session.checks import Check, differing
from tools.session.figures import percentile
from tools.session.ids import new_ids
from tools.session.odoo.desk import Entry
from tools.session.record import Record
from tools.session.result import Result
from tools.session.tape import OrderState, Tape


def fill(seq: int, side: str, qty: int, account: str, **more) -> ExecutionReport:
    values = {
        "seq": seq, "ts": seq, "exec_type": "trade", "ord_status": "filled", "order_id": seq,
        "exec_id": seq, "cl_ord_id": f"o{seq}", "orig_cl_ord_id": "", "account": account,
        "symbol": "CLF27", "entered_by": "x", "side": side, "ord_type": "limit",
        "time_in_force": "day", "order_qty": qty, "leaves_qty": 0, "cum_qty": qty, "price": 70.0,
        "avg_px": 70.0, "last_qty": qty, "last_px": 70.0, "trade_id": 1, "liquidity": "taker",
        "code": "", "ord_rej_reason": None, "text": "",
    }  # fmt: skip
    return ExecutionReport(**(values | more))


def tape(*reports: ExecutionReport) -> Tape:
    made = Tape()
    for report in reports:
        made.hear(report)
    return made


class Books:
    """Odoo's side, as the checks read it."""

    def __init__(self, **change) -> None:
        self.cursor_at, self.events, self.fills = 2, 2, 2
        self.held = Counter({("A", "CLF27"): 3, ("B", "CLF27"): -3})
        self.states = {1: OrderState("filled", 3, 0), 2: OrderState("filled", 3, 0)}
        vars(self).update(change)

    def cursor(self):
        return self.cursor_at

    def executions(self, after, exec_type=None):
        del after
        return self.fills if exec_type else self.events

    def positions(self):
        return self.held

    def orders(self, after):
        del after
        return self.states


class Rest:
    def __init__(self, bid: float, ask: float) -> None:
        self._book = {"bids": [[bid, 1, 1]], "asks": [[ask, 1, 1]]}

    def book(self, symbol):
        del symbol
        return self._book


SOUND = tape(fill(1, "buy", 3, "A"), fill(2, "sell", 3, "B", liquidity="maker"))


def failing(found: list[Check]) -> set[str]:
    return {check.name for check in found if not check.passed}


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        ({}, set()),
        ({"cursor_at": 1}, {"Odoo has applied up to event"}),
        ({"events": 3}, {"Executions in Odoo = events in the sidecar"}),
        ({"fills": 1}, {"Fills in Odoo = fills in the sidecar"}),
        ({"states": {1: OrderState("filled", 3, 0)}}, {"Orders whose state in Odoo differs"}),
        (
            {"states": {1: OrderState("filled", 3, 0), 2: OrderState("new", 0, 3)}},
            {"Orders whose state in Odoo differs"},
        ),
        (
            {"held": Counter({("A", "CLF27"): 3})},
            {"Positions that differ in Odoo", "Positions sum to zero in Odoo"},
        ),
    ],
)
def test_each_difference_in_odoo_is_found(change, fails):
    assert failing(checks.of_odoo(SOUND, Books(**change), Counter(), 0, 2)) == fails


def test_positions_from_before_count():
    before = Counter({("A", "CLF27"): 1, ("B", "CLF27"): -1})
    books = Books(held=Counter({("A", "CLF27"): 4, ("B", "CLF27"): -4}))

    assert failing(checks.of_odoo(SOUND, books, before, 0, 2)) == set()


@pytest.mark.parametrize(
    ("reports", "rest", "fails"),
    [
        (SOUND, Rest(70.0, 70.01), set()),
        (SOUND, Rest(70.0, 70.0), {"Crossed books"}),
        (tape(), Rest(70.0, 70.01), {"Fills came"}),
        (
            tape(fill(1, "buy", 3, "A"), fill(3, "sell", 3, "B")),
            Rest(70.0, 70.01),
            {"Events missing in the stream"},
        ),
        (
            tape(fill(1, "buy", 3, "A"), fill(2, "sell", 2, "B")),
            Rest(70.0, 70.01),
            {"Positions sum to zero in the sidecar"},
        ),
    ],
)
def test_each_fault_of_the_market_is_found(reports, rest, fails):
    assert failing(checks.of_market(reports, rest, ["CLF27"])) == fails


def test_an_order_without_an_answer_is_found():
    record = Record()
    answered, lost = (New(f"o{n}", "A", "CLF27", "buy", 1, price=70.0) for n in (1, 2))
    for order in (answered, lost):
        record.send(order)
    record.answer(answered, fill(1, "buy", 1, "A", exec_type="new"), 0.001)

    assert failing(checks.of_commands(record, [])) == {
        "Every command has one answer",
        "Orders: accepted + refused = sent",
    }
    record.answer(lost, ErrorMessage("OVERLOADED", "later", None, "o2"), 0.001)
    assert failing(checks.of_commands(record, [])) == set()
    assert record.refusals == {"o2": "OVERLOADED"}


def test_a_refused_cancel_is_no_refused_order():
    record = Record()
    cancel = Cancel("c1", "o1", "A")
    record.send(cancel)
    record.answer(cancel, ErrorMessage("OVERLOADED", "later", None, "c1"), 0.001)

    assert (record.orders_refused.total(), record.done.total()) == (0, 0)


@pytest.mark.parametrize(
    ("entries", "fails"),
    [
        ([Entry("filled", 1), Entry("canceled", 0)], set()),
        ([Entry("filled", 1)], {"Orders entered in Odoo"}),
        ([Entry("filled", 1), Entry("pending_new", 0)], {"of these without an answer"}),
        ([Entry("new", 0), Entry("canceled", 0)], {"of these some were filled"}),
    ],
)
def test_orders_from_odoo_must_come_back(entries, fails):
    assert failing(checks.of_odoo_orders(entries, 2)) == fails


def test_differing_counts_keys_on_either_side():
    assert differing({1: "a", 2: "b"}, {2: "c", 3: "d"}) == 3
    assert differing({1: "a"}, {1: "a"}) == 0


def test_a_result_passes_only_when_all_checks_do():
    good, bad = Check("one", 1, 1), Check("two", 1_000, 999)

    assert Result([], [good]).passed
    assert not Result([], [good, bad]).passed
    assert "expected 1,000, got 999" in Result([], [good, bad]).to_text()


def test_percentiles_are_nearest_rank():
    assert [percentile([1, 2, 3, 4], p) for p in (50, 90, 99, 100)] == [2, 4, 4, 4]
    assert percentile([5], 1) == 5


def test_ids_differ_from_those_of_other_sessions():
    one, other = new_ids(1_795_253_241.601), new_ids(1_795_253_241.602)

    ids = [next(one), next(one), next(other)]

    assert len(set(ids)) == 3
    assert all(i.startswith("demo-") and len(i) <= 36 for i in ids)
