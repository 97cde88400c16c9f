"""Random sequences of commands never break what must always hold."""

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching_sidecar.engine import state
from matching_sidecar.model.commands import SetKillSwitch, SetSession
from matching_sidecar.model.enums import BUY, CLOSED, NEW, OPEN, PARTIALLY_FILLED, SELL
from matching_sidecar.model.events import Execution
from matching_sidecar.tests.desk import Desk

ACCOUNTS = st.sampled_from(("NORD-01", "NORD-02", "ALPS-01", "HOUSE-MM1"))
IDS = st.integers(1, 40).map("o{}".format)
PRICES = st.integers(95, 105)
LOTS = st.integers(1, 9)


class Market(RuleBasedStateMachine):
    """Orders, cancels, replaces and sessions at random."""

    @initialize()
    def begin(self):
        self.desk = Desk()

    @rule(
        side=st.sampled_from(("buy", "sell")),
        qty=LOTS,
        price=PRICES,
        account=ACCOUNTS,
        tif=st.sampled_from(("day", "gtc", "ioc", "fok")),
        cl_ord_id=IDS,
    )
    def enter(self, side, qty, price, account, tif, cl_ord_id):
        self.desk.enter(side, qty, price, account=account, tif=tif, cl_ord_id=cl_ord_id)

    @rule(side=st.sampled_from(("buy", "sell")), qty=LOTS, account=ACCOUNTS)
    def enter_market(self, side, qty, account):
        self.desk.enter(side, qty, account=account)

    @rule(orig=IDS, account=ACCOUNTS)
    def cancel(self, orig, account):
        self.desk.cancel(orig, account)

    @rule(orig=IDS, account=ACCOUNTS, qty=LOTS, price=PRICES)
    def replace(self, orig, account, qty, price):
        self.desk.replace(orig, qty, price, account)

    @rule(status=st.sampled_from((OPEN, CLOSED)))
    def session(self, status):
        self.desk.send(SetSession(0, "*", status))

    @rule(on=st.booleans(), scope=st.sampled_from((("all", ""), ("firm", "NORD"))))
    def kill(self, on, scope):
        self.desk.send(SetKillSwitch(0, *scope, on))

    @rule()
    def restart(self):
        """A snapshot and back: same bytes, and life goes on."""
        before = state.dump(self.desk.engine)
        self.desk.engine = state.restore(before)
        assert state.dump(self.desk.engine) == before

    @invariant()
    def book_is_not_crossed_and_levels_add_up(self):
        book = self.desk.engine.instruments["CLF27"].book
        bid, ask = book.best(BUY), book.best(SELL)
        assert bid is None or ask is None or bid[0] < ask[0]
        for side in (book.bids, book.asks):
            for level in side.levels.values():
                orders = list(level.orders())
                assert level.qty == sum(order.leaves for order in orders)
                assert level.count == len(orders) > 0
                assert all(order.leaves > 0 and order.level is level for order in orders)

    @invariant()
    def numbers_have_no_gaps(self):
        seqs = [event.seq for event in self.desk.events]
        assert seqs == list(range(1, len(seqs) + 1))

    @invariant()
    def every_report_adds_up(self):
        for event in self.desk.events:
            if isinstance(event, Execution):
                open_ = event.ord_status in (NEW, PARTIALLY_FILLED)
                assert event.leaves == (event.qty - event.cum if open_ else 0)
                assert 0 <= event.cum <= event.qty

    @invariant()
    def positions_sum_to_zero_and_equal_the_fills(self):
        engine = self.desk.engine
        filled = defaultdict(int)
        for event in self.desk.events:
            if isinstance(event, Execution):
                filled[event.account] += event.last_qty if event.side == BUY else -event.last_qty
        for code, account in engine.accounts.items():
            exposure = account.exposure("CLF27")
            assert exposure.net == filled[code]
            orders = account.orders()
            assert exposure.open_buy == sum(o.leaves for o in orders if o.side == BUY)
            assert exposure.open_sell == sum(o.leaves for o in orders if o.side == SELL)
        assert sum(filled.values()) == 0
        for firm in engine.firms.values():
            own = [a for a in engine.accounts.values() if a.firm is firm]
            assert firm.exposure("CLF27").net == sum(a.exposure("CLF27").net for a in own)


TestMarket = Market.TestCase
TestMarket.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
