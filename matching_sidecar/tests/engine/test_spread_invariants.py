"""Random markets in two months and their spread, with halts, busts and lost sessions: what must
always hold, told from the events alone where that is possible."""

from __future__ import annotations

from collections import defaultdict

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching_sidecar.book import implied
from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import (
    ArmCancelOnDisconnect,
    BustTrade,
    CorrectTrade,
    SessionLost,
)
from matching_sidecar.model.enums import BUY, EXEC_TRADE, LEG, MULTILEG, SELL
from matching_sidecar.model.events import Execution
from matching_sidecar.risk.state import Exposure
from matching_sidecar.tests.desk import ACCOUNTS as ROWS
from matching_sidecar.tests.desk import FIRMS, Desk
from matching_sidecar.tests.engine.test_spreads import FAR, NEAR, SPREAD

OUTRIGHTS = (NEAR.code, FAR.code)
SYMBOLS = (*OUTRIGHTS, SPREAD.code)
MIDDLE = {NEAR.code: 100, FAR.code: 95, SPREAD.code: 5}
ACCOUNTS = st.sampled_from([row.code for row in ROWS])
SIDES = st.sampled_from(("buy", "sell"))
LOTS = st.integers(1, 6)
USERS = st.sampled_from(("alice", "bob"))


class Market(RuleBasedStateMachine):
    """``positions`` are counted from the events."""

    @initialize(halt_pct=st.sampled_from((0.0, 2.0)))
    def begin(self, halt_pct):
        near = msgspec.structs.replace(NEAR, halt_pct=halt_pct, halt_seconds=0)
        self.desk = Desk(*FIRMS, *ROWS, near, FAR, SPREAD)
        self.positions: dict[tuple[str, str], int] = defaultdict(int)
        self.trades: dict[int, list[Execution]] = defaultdict(list)
        self.latest: dict[int, Execution] = {}
        self.seen = 0

    @rule(
        symbol=st.sampled_from(SYMBOLS),
        side=SIDES,
        qty=LOTS,
        away=st.integers(-3, 3),
        account=ACCOUNTS,
        tif=st.sampled_from(("day", "gtc", "gtc", "ioc", "fok")),
        user=USERS,
        terms=st.sampled_from(
            ({}, {}, {}, {"display_qty": 1}, {"all_or_none": True}, {"min_qty": 2})
        ),
    )
    def enter(self, symbol, side, qty, away, account, tif, user, terms):
        price = MIDDLE[symbol] + away
        more = terms | {"account": account, "tif": tif, "entered_by": user, "symbol": symbol}
        self.desk.enter(side, qty, price, **more)

    @rule(symbol=st.sampled_from(SYMBOLS), side=SIDES, qty=LOTS, account=ACCOUNTS)
    def enter_market(self, symbol, side, qty, account):
        self.desk.enter(side, qty, symbol=symbol, account=account)

    @rule(symbol=st.sampled_from(SYMBOLS), side=SIDES, qty=LOTS, away=st.integers(-2, 2))
    def enter_stop(self, symbol, side, qty, away):
        stop = MIDDLE[symbol] + away
        self.desk.enter(side, qty, symbol=symbol, ord_type="stop", stop_price=stop, tif="day")

    @rule(
        symbol=st.sampled_from(SYMBOLS),
        phase=st.sampled_from(("open", "open", "open", "halted", "closed", "pre_open")),
    )
    def phase(self, symbol, phase):
        self.desk.phase(phase, symbol)

    @rule(data=st.data())
    def cancel(self, data):
        orders = [o for a in self.desk.engine.accounts.values() for o in a.orders()]
        if orders:
            order = data.draw(st.sampled_from(orders))
            self.desk.cancel(order.cl_ord_id, order.account)

    @rule(user=USERS, lost=st.booleans(), grace=st.integers(0, 3))
    def session(self, user, lost, grace):
        arm = ArmCancelOnDisconnect(0, user, grace)
        self.desk.send(SessionLost(0, user) if lost else arm)

    @rule(data=st.data(), price=st.none() | st.integers(90, 110))
    def amend(self, data, price):
        if not self.trades:
            return
        trade_id = data.draw(st.sampled_from(sorted(self.trades)))
        fills = self.trades[trade_id]
        latest = [self.latest[fill.order_id] for fill in fills]
        amended = BustTrade(0, trade_id, fills, latest)
        if price is not None:
            amended = CorrectTrade(0, trade_id, price, fills, latest)
        assert self.desk.send(amended)

    @rule()
    def restart(self):
        before = state.dump(self.desk.engine)
        self.desk.engine = state.restore(before)
        assert state.dump(self.desk.engine) == before

    def teardown(self):
        if hasattr(self, "desk"):
            again = Engine()
            for command in self.desk.commands:
                again.apply(command, [])
            assert state.digest(again) == state.digest(self.desk.engine)

    @invariant()
    def events_tell_positions_and_orders(self):
        fresh, self.seen = self.desk.events[self.seen :], len(self.desk.events)
        for event in fresh:
            if isinstance(event, Execution):
                self.take(event)
        for (account, symbol), net in self.positions.items():
            assert self.desk.engine.accounts[account].exposure(symbol).net == net
        for symbol in SYMBOLS:
            owned = [net for (_, held), net in self.positions.items() if held == symbol]
            assert sum(owned) == 0
            assert symbol in OUTRIGHTS or not any(owned)

    def take(self, event: Execution) -> None:
        sign = {enums.EXEC_TRADE: 1, enums.EXEC_TRADE_CANCEL: -1}.get(event.exec_type, 0)
        if sign and event.leg != MULTILEG:
            lots = event.last_qty if event.side == BUY else -event.last_qty
            self.positions[event.account, event.symbol] += sign * lots
        if event.exec_type == EXEC_TRADE:
            self.trades[event.trade_id].append(event)
        elif event.exec_type == enums.EXEC_TRADE_CANCEL:
            self.trades.pop(event.trade_id, None)
        elif event.exec_type == enums.EXEC_TRADE_CORRECT:
            self.trades[event.trade_id] = [
                msgspec.structs.replace(fill, last_price=event.last_price)
                for fill in self.trades[event.trade_id]
            ]
        before = self.latest.get(event.order_id)
        if event.ord_status < enums.CANCELED:
            assert event.qty == event.cum + event.leaves
        if before is not None and event.leg != LEG and event.exec_type == EXEC_TRADE:
            assert event.cum == before.cum + event.last_qty
            assert event.cum_value == before.cum_value + event.last_qty * event.last_price
        self.latest[event.order_id] = event

    @invariant()
    def open_quantity_is_that_of_the_orders(self):
        wanted: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        for account in self.desk.engine.accounts.values():
            for order in account.orders():
                buys = order.side == BUY
                if order.symbol == SPREAD.code:
                    wanted[account.code, NEAR.code][not buys] += order.leaves
                    wanted[account.code, FAR.code][buys] += order.leaves
                else:
                    wanted[account.code, order.symbol][not buys] += order.leaves
        for account in self.desk.engine.accounts.values():
            for symbol in OUTRIGHTS:
                exposure = account.exposures.get(symbol) or Exposure(0, None)
                assert [exposure.open_buy, exposure.open_sell] == wanted[account.code, symbol]

    @invariant()
    def no_spread_order_rests_that_could_trade(self):
        spread = self.desk.engine.instruments[SPREAD.code]
        for side in (BUY, SELL):
            level = spread.book.side(side).best
            price = implied.price(spread, side, spread.middle())
            if level is not None and price is not None:
                assert price > level.price if side == BUY else price < level.price


TestSpreads = Market.TestCase
TestSpreads.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
