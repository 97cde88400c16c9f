"""A whole session in virtual time, through the real edge checks and the real engine."""

from collections import Counter

import pytest

from matching_sidecar.client import ExecutionReport, New, Replace
from matching_sidecar.model.reference import InstrumentRow
from matching_sidecar.wire.errors import ErrorMessage
from tests.session.exchange import ROWS
from tests.session.virtual import Played, accounts, contracts, play, positions
from tools.session.agents.maker import LEVELS, Maker
from tools.session.agents.trader import Trader
from tools.session.chance import seeded
from tools.session.troupe import Account, assemble, market


@pytest.fixture(scope="module")
def played() -> Played:
    return play(seed=42)


def mistakes(played: Played) -> dict[str, str]:
    return {
        cl_ord_id: code
        for agent in played.agents
        if isinstance(agent, Trader)
        for cl_ord_id, code in agent.errors.items()
    }


def test_the_same_seed_gives_the_same_commands(played):
    assert play(seed=42).commands == played.commands


def test_another_seed_gives_other_commands(played):
    assert play(seed=43).commands != played.commands


def test_the_rate_is_about_what_was_asked(played):
    assert 200 * 10 * 0.7 < len(played.commands) < 200 * 10 * 1.3


def test_every_kind_of_order_and_report_occurs(played):
    orders = {
        (command.ord_type, command.time_in_force)
        for _, command in played.commands
        if isinstance(command, New)
    }
    reports = Counter(m.exec_type for m in played.messages if isinstance(m, ExecutionReport))

    assert len(orders) >= 4  # limit day, market, ioc, fok
    assert reports.keys() >= {"new", "trade", "replaced", "canceled", "rejected"}
    assert reports["trade"] > 500


def test_only_deliberate_mistakes_are_off_the_tick(played):
    rows = {row.code: row for row in ROWS if isinstance(row, InstrumentRow)}
    planned = mistakes(played)
    for _, command in played.commands:
        if isinstance(command, New | Replace) and isinstance(command.price, float):
            on_tick = (
                command.symbol not in rows
                or rows[command.symbol].to_ticks(command.price) is not None
            )
            assert on_tick or planned[command.cl_ord_id] == "PRICE_INCREMENT", command


def test_every_deliberate_mistake_is_refused_with_its_code(played):
    planned = mistakes(played)
    answers: dict[str, str] = {}
    for message in played.messages:
        answers.setdefault(message.cl_ord_id, message.code)

    assert {answers[cl_ord_id] for cl_ord_id in planned} >= {
        "PRICE_INCREMENT",
        "UNKNOWN_SYMBOL",
        "PRICE_BAND",
    }
    assert {cl_ord_id: answers[cl_ord_id] for cl_ord_id in planned} == planned


def test_hardly_anything_else_is_refused(played):
    planned = mistakes(played)
    others = [
        message
        for message in played.messages
        if (isinstance(message, ErrorMessage) or message.code in ("POSITION_LIMIT", "THROTTLED"))
        and message.cl_ord_id not in planned
    ]

    assert others == []


def test_positions_sum_to_zero_and_agents_know_theirs(played):
    held = positions(played)
    for contract in contracts():
        assert sum(lots for (_, symbol), lots in held.items() if symbol == contract.symbol) == 0
    for agent in played.agents:
        for account, symbol in agent.places():
            assert agent.positions[symbol] == held[account, symbol]


def test_agents_know_their_open_orders(played):
    known = {
        (agent.account, order.cl_ord_id, order.leaves)
        for agent in played.agents
        for order in agent.working.all()
    }
    real = {
        (code, order.cl_ord_id, order.leaves)
        for code, account in played.exchange.engine.accounts.items()
        for order in account.orders()
    }

    assert len(real) > 50
    assert known == real


def test_makers_never_trade_with_themselves(played):
    sides: dict[int, set[str]] = {}
    for message in played.messages:
        if (
            isinstance(message, ExecutionReport)
            and message.trade_id
            and message.account.startswith("HOUSE")
        ):
            assert message.account not in sides.setdefault(message.trade_id, set())
            sides[message.trade_id].add(message.account)


def test_a_maker_quotes_around_the_fair_price_and_keeps_still_while_it_stands():
    (contract, path), *_ = market(contracts(), 1, 10.0)
    maker = next(
        agent
        for agent in assemble([(contract, path)], accounts(), 200.0, map(str, range(10**6)), {})
        if isinstance(agent, Maker)
    )

    ladder = maker.ladder(0.0)
    first = maker.act(0.0, seeded(1))

    assert len(ladder) == 2 * LEVELS
    assert (
        max(t for s, t in ladder if s == "buy")
        < contract.ticks(path.fair(0))
        < min(t for s, t in ladder if s == "sell")
    )
    assert {(c.side, round(contract.ticks(c.price))) for c in first} == set(ladder)
    assert maker.act(0.0, seeded(2)) == []  # nothing moved, nothing is sent


def test_a_long_maker_quotes_lower_and_a_full_one_does_not_buy():
    (contract, path), *_ = market(contracts(), 1, 10.0)

    def ladder(lots: int):
        agents = assemble(
            [(contract, path)], accounts(), 200.0, iter(()), {("HOUSE-MM1", contract.symbol): lots}
        )
        return next(agent for agent in agents if agent.account == "HOUSE-MM1").ladder(0.0)

    assert max(ladder(1_500)) < max(ladder(0))
    assert {side for side, _ in ladder(2_000)} == {"sell"}
    assert {side for side, _ in ladder(-2_000)} == {"buy"}


def test_an_account_trades_only_its_products():
    corn_only = Account("FARM-01", "FARM", False, ("ZC",), 0)

    (trader,) = assemble(market(contracts(), 1, 10.0), [corn_only], 10.0, iter(()), {})

    assert trader.places() == [("FARM-01", "ZCH27")]


def test_accounts_come_from_the_reference_rows():
    rows = [
        {"kind": "firm", "code": "NORD", "version": 1, "position_limit": 600},
        {"kind": "firm", "code": "GONE", "version": 2, "active": False},
        {
            "kind": "account",
            "code": "NORD-01",
            "version": 3,
            "firm": "NORD",
            "position_limits": {"CLF27": 100},
        },
        {"kind": "account", "code": "NORD-02", "version": 4, "firm": "NORD", "active": False},
        {"kind": "account", "code": "GONE-01", "version": 5, "firm": "GONE"},
        {"kind": "instrument", "code": "CLF27", "version": 6, "product": "CL"},
    ]

    assert Account.all_of(rows) == [Account("NORD-01", "NORD", False, ("*",), 100)]
