"""Random sequences of commands never break what must always hold."""

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching_sidecar.engine import state
from matching_sidecar.engine.engine import Engine
from matching_sidecar.model import enums
from matching_sidecar.model.commands import SetKillSwitch, SetSession
from matching_sidecar.model.enums import BUY, NEW, OPEN, PARTIALLY_FILLED
from matching_sidecar.model.events import Execution
from matching_sidecar.risk.state import Exposure
from matching_sidecar.tests.desk import ROWS, Desk, change

SYMBOL = "CLF27"
PHASES = sorted(set(enums.SESSION_ACTIONS.values()) - {enums.CONTRACT_EXPIRED})
ACCOUNTS = st.sampled_from(("NORD-01", "NORD-02", "ALPS-01", "HOUSE-MM1"))
SIDES = st.sampled_from(("buy", "sell"))
IDS = st.integers(1, 40).map("o{}".format)
PRICES = st.integers(95, 105)
LOTS = st.integers(1, 9)
TRIGGERS = st.sampled_from(sorted(enums.TRIGGERS.values()))
STP = {"NORD-01": "decrement", "NORD-02": "cancel_oldest", "ALPS-01": "cancel_both"}
STOP_TERMS = st.fixed_dictionaries({"stop_price": PRICES, "trigger": TRIGGERS})
TRAIL_TERMS = st.fixed_dictionaries(
    {
        "trail_offset": st.integers(1, 300),
        "trail_unit": st.sampled_from(sorted(enums.TRAIL_UNITS.values())),
        "trigger": TRIGGERS,
        "limit_offset": st.integers(0, 2),
    },
    optional={"activation_price": PRICES, "stop_price": PRICES},
)
TERMS = st.fixed_dictionaries(
    {},
    optional={
        "min_qty": LOTS,
        "display_qty": LOTS,
        "display_method": st.sampled_from((enums.INITIAL, enums.RANDOM)),
        "stp": st.integers(0, 5),
        "all_or_none": st.booleans(),
        "post_only": st.booleans(),
        "reduce_only": st.booleans(),
    },
)


class Market(RuleBasedStateMachine):
    """Orders of all kinds, cancels, replaces and sessions at random."""

    @initialize()
    def begin(self):
        rows = [change(row, stp=STP[row.code], stp_scope="firm") for row in ROWS if row.code in STP]
        self.desk = Desk(*ROWS, *rows)

    @rule(
        side=SIDES,
        qty=LOTS,
        price=PRICES,
        account=ACCOUNTS,
        tif=st.sampled_from(("day", "gtc", "ioc", "fok", "opg", "atc")),
        cl_ord_id=IDS,
        terms=st.one_of(st.just({}), TERMS),
    )
    def enter(self, side, qty, price, account, tif, cl_ord_id, terms):
        self.desk.enter(side, qty, price, account=account, tif=tif, cl_ord_id=cl_ord_id, **terms)

    @rule(
        side=SIDES,
        qty=LOTS,
        account=ACCOUNTS,
        ord_type=st.sampled_from(("market", "market_to_limit")),
    )
    def enter_market(self, side, qty, account, ord_type):
        self.desk.enter(side, qty, account=account, ord_type=ord_type)

    @rule(
        side=SIDES,
        qty=LOTS,
        price=st.one_of(st.none(), PRICES),
        account=ACCOUNTS,
        cl_ord_id=IDS,
        terms=STOP_TERMS,
        reduce_only=st.booleans(),
    )
    def enter_stop(self, side, qty, price, account, cl_ord_id, terms, reduce_only):
        self.desk.enter(
            side,
            qty,
            price,
            account=account,
            cl_ord_id=cl_ord_id,
            ord_type="stop" if price is None else "stop_limit",
            reduce_only=reduce_only,
            **terms,
        )

    @rule(
        side=SIDES,
        qty=LOTS,
        account=ACCOUNTS,
        cl_ord_id=IDS,
        terms=TRAIL_TERMS,
        limited=st.booleans(),
    )
    def enter_trailing(self, side, qty, account, cl_ord_id, terms, limited):
        ord_type = "trailing_stop_limit" if limited else "trailing_stop"
        self.desk.enter(side, qty, account=account, cl_ord_id=cl_ord_id, ord_type=ord_type, **terms)

    @rule(
        contingency=st.sampled_from(("oco", "oto", "bracket")),
        side=SIDES,
        rows=st.lists(st.tuples(LOTS, PRICES, st.booleans(), IDS), min_size=3, max_size=3),
        account=ACCOUNTS,
    )
    def enter_group(self, contingency, side, rows, account):
        orders = []
        for qty, price, stop, cl_ord_id in rows:
            terms = {"ord_type": "stop", "stop_price": price} if stop else {"price": price}
            orders.append(self.desk.order(side, qty, account=account, cl_ord_id=cl_ord_id, **terms))
            if contingency != "oco" and len(orders) == 1:
                side = "sell" if side == "buy" else "buy"
        self.desk.group(contingency, *orders)

    @rule(orig=IDS, account=ACCOUNTS)
    def cancel(self, orig, account):
        self.desk.cancel(orig, account)

    @rule(
        orig=IDS,
        account=ACCOUNTS,
        qty=LOTS,
        price=PRICES,
        stop_price=st.one_of(st.none(), PRICES),
        display_qty=st.one_of(st.none(), LOTS),
    )
    def replace(self, orig, account, qty, price, stop_price, display_qty):
        self.desk.replace(orig, qty, price, account, stop_price=stop_price, display_qty=display_qty)

    @rule(side=SIDES, qty=LOTS, account=ACCOUNTS, tif=st.sampled_from(("opg", "atc")))
    def enter_for_auction(self, side, qty, account, tif):
        self.desk.enter(side, qty, account=account, tif=tif)

    @rule(side=SIDES, qty=LOTS, price=PRICES, account=ACCOUNTS, away=st.integers(1, 20))
    def enter_for_a_while(self, side, qty, price, account, away):
        expire_ts = len(self.desk.commands) + away
        self.desk.enter(side, qty, price, account=account, tif="gtd", expire_ts=expire_ts)

    @rule(status=st.sampled_from(PHASES))
    def session(self, status):
        self.desk.send(SetSession(0, "*", status))

    @rule()
    def open(self):
        """More often than the others: else too little is traded."""
        self.desk.send(SetSession(0, "*", OPEN))

    @rule(on=st.booleans(), scope=st.sampled_from((("all", ""), ("firm", "NORD"))))
    def kill(self, on, scope):
        self.desk.send(SetKillSwitch(0, *scope, on))

    @rule()
    def restart(self):
        """A snapshot and back: same bytes, and life goes on."""
        before = state.dump(self.desk.engine)
        self.desk.engine = state.restore(before)
        assert state.dump(self.desk.engine) == before

    def teardown(self):
        """Replay gives the same state as life with its restarts did."""
        if hasattr(self, "desk"):
            again = Engine()
            for command in self.desk.commands:
                again.apply(command, [])
            assert state.digest(again) == state.digest(self.desk.engine)

    @invariant()
    def book_is_not_crossed_and_levels_add_up(self):
        instrument = self.desk.engine.instruments[SYMBOL]
        book = instrument.book
        if instrument.status == OPEN:
            bid, ask = book.best(BUY), book.best(enums.SELL)
            assert bid is None or ask is None or bid[0] < ask[0]
        for side in (book.bids, book.asks):
            for level in side.levels:
                orders = list(level.orders())
                shown = [_shown(order) for order in orders]
                assert level.qty == sum(shown)
                assert level.hidden == sum(order.leaves for order in orders) - sum(shown)
                assert level.count == len(orders) > 0
                assert all(lots > 0 for lots in shown)
                assert all(order.leaves > 0 and order.level is level for order in orders)
                priorities = [order.priority for order in orders]
                assert priorities == sorted(set(priorities))

    @invariant()
    def nothing_is_left_to_do(self):
        engine = self.desk.engine
        assert not (engine.restless)
        assert not (engine.changed)
        assert not (engine.triggered)
        assert not (engine.group_news)
        watch = engine.instruments[SYMBOL].watch
        if watch is not None:
            assert not watch.prints
            open_orders = {o.order_id for a in engine.accounts.values() for o in a.orders()}
            waiting = [
                *watch.stops.orders.values(),
                *watch.conditional.orders.values(),
                *watch.auction,
                *_reducing(watch),
            ]
            assert {order.order_id for order in waiting} <= open_orders

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
                assert 0 <= event.cum <= event.qty or event.ord_status == enums.REJECTED

    @invariant()
    def reported_and_live_orders_agree(self):
        latest = {event.order_id: event for event in self.desk.events if type(event) is Execution}
        live = {}
        for account in self.desk.engine.accounts.values():
            for order in account.orders():
                live[order.order_id] = (order.leaves, order.qty, order.cum_value)
        told = {
            event.order_id: (event.leaves, event.qty, event.cum_value)
            for event in latest.values()
            if event.ord_status in (NEW, PARTIALLY_FILLED)
        }
        assert live == told

    @invariant()
    def positions_sum_to_zero_and_equal_the_fills(self):
        engine = self.desk.engine
        filled = defaultdict(int)
        for event in self.desk.events:
            if isinstance(event, Execution):
                filled[event.account] += event.last_qty if event.side == BUY else -event.last_qty
        for code, account in engine.accounts.items():
            exposure = _exposure(account)
            assert exposure.net == filled[code]
            counted = [order for order in account.orders() if _counts(order)]
            assert exposure.open_buy == sum(o.leaves for o in counted if o.side == BUY)
            assert exposure.open_sell == sum(o.leaves for o in counted if o.side != BUY)
        assert sum(filled.values()) == 0
        for firm in engine.firms.values():
            own = [a for a in engine.accounts.values() if a.firm is firm]
            assert _exposure(firm).net == sum(_exposure(a).net for a in own)
            assert _exposure(firm).open_buy == sum(_exposure(a).open_buy for a in own)

    @invariant()
    def reduce_only_orders_only_reduce(self):
        watch = self.desk.engine.instruments[SYMBOL].watch
        sums = defaultdict(int)
        for order in _reducing(watch) if watch else ():
            if _armed(order):
                sums[order.account, order.side] += order.leaves
        for (code, side), lots in sums.items():
            exposure = _exposure(self.desk.engine.accounts[code])
            assert lots == (exposure.reduce_buy if side == BUY else exposure.reduce_sell)
            assert lots <= max(0, -exposure.net if side == BUY else exposure.net)


def _exposure(owner) -> Exposure:
    """Without making one, which would be a change."""
    return owner.exposures.get(SYMBOL) or Exposure(0, None)


def _shown(order) -> int:
    iceberg = order.special is not None and order.special.display
    return order.special.shown if iceberg else order.leaves


def _reducing(watch) -> list:
    return [order for orders in watch.reducing.values() for order in orders.values()]


def _armed(order) -> bool:
    return order.special is None or not order.special.unarmed


def _counts(order) -> bool:
    if order.special is None:
        return True
    return _armed(order) and not order.special.terms.reduce_only


TestMarket = Market.TestCase
TestMarket.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
