from lxml import html

from odoo.tests import BaseCase, HttpCase, JsonRpcException, tagged

from ..reason import explain, limit_facts
from ..reason_words import REASONS
from .common import OmsCommon

TEXT = "order_qty is above the maximum per order"
LIMIT = (
    "The quantity 90 is above the limit of 50 contracts per order. "
    "Enter a smaller order or ask your broker for a higher limit."
)
PLAIN = (
    "The quantity is above the limit per order. "
    "Enter a smaller order or ask your broker for a higher limit."
)


@tagged("-at_install", "post_install")
class TestReasonWords(BaseCase):
    """Sentences from codes and numbers, without a database."""

    def test_every_sentence_is_said_when_its_numbers_are_known(self):
        names = "lot max_firm_position max_position max_quantity max_rate max_value price quantity symbol tick value"
        facts = {name: f"<{name}>" for name in names.split()}
        for code, sentences in REASONS.items():
            exact = sentences[0]._source % facts
            self.assertEqual(explain(code, TEXT, facts, "en_US"), exact)
            self.assertEqual(explain(code, TEXT, {}, "en_US"), sentences[-1]._source)

    def test_a_code_nobody_knows_is_told_in_the_sidecars_words(self):
        self.assertEqual(explain("NEW_CODE", "something new", {}, "en_US"), "something new")
        self.assertEqual(explain("NEW_CODE", None, {}, "en_US"), "NEW_CODE")

    def test_the_lowest_limit_is_named_and_only_where_it_is_exceeded(self):
        rows = {"max_order_qty": 80}, {"max_order_qty": 50}, {"max_order_qty": 0}
        self.assertEqual(limit_facts(rows, 90), {"quantity": "90", "max_quantity": "50"})
        self.assertEqual(limit_facts(rows, 50), {}, "the limit was raised since")
        self.assertEqual(limit_facts(({}, {}, {}), 90), {})

    def test_value_with_its_currency(self):
        rows = {}, {"max_notional": 5e9}, {"currency": "USD"}
        self.assertEqual(
            limit_facts(rows, value=6_125_000_000),
            {"value": "6,125,000,000.00 USD", "max_value": "5,000,000,000 USD"},
        )

    def test_position_limits_of_account_and_firm(self):
        account = {"position_limit": 200, "position_limits": {"TCL": 10}}
        rows = account, {"position_limit": 30}, {"code": "TCL"}
        facts = limit_facts(rows)
        self.assertEqual(facts, {"max_position": "10", "max_firm_position": "30"})
        facts["symbol"] = "TCL"
        for known, words in (
            (facts, "its limit: 10 contracts for the account, 30 for the firm with all accounts."),
            ({"symbol": "TCL", "max_position": "10"}, "its limit: 10 contracts for the account."),
            ({"symbol": "TCL", "max_firm_position": "30"}, "30 contracts for the firm"),
        ):
            self.assertIn(words, explain("POSITION_LIMIT", TEXT, known, "en_US"))


@tagged("-at_install", "post_install")
class TestReason(OmsCommon, HttpCase):
    """A refusal reads the same on every screen, for the client and for the broker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crude.max_order_qty = 50
        cls.env.cr.precommit.run()

    def refused(self, code="ORDER_QTY_LIMIT", **values):
        """An order of 90 that the gate refused, as the client sees it."""
        order = self.new_order(order_qty=90, **values)
        order.action_submit()
        reject = {"exec_type": "rejected", "ord_status": "rejected", "leaves_qty": 0}
        self.apply(self.stream.accept(order) | reject | {"code": code, "text": TEXT})
        return order

    def test_order_history_and_desk_say_the_same(self):
        order = self.refused()
        for user in self.client_a, self.broker:
            seen = order.with_user(user)
            self.assertEqual((seen.reject_reason, seen.execution_ids[:1].reason), (LIMIT, LIMIT))
        self.assertEqual((order.reject_code, order.reject_text), ("ORDER_QTY_LIMIT", TEXT))

    def test_a_price_outside_the_band_is_named(self):
        self.assertIn("The price 61.25 is too far", self.refused("PRICE_BAND").reject_reason)
        order = self.refused("PRICE_BAND", ord_type="stop_limit", stop_px=70)
        self.assertIn("The price is too far", order.reject_reason, "it may have been the stop")

    def test_a_refused_change_is_not_explained_by_the_order_s_quantity(self):
        order = self.working_order(order_qty=60)
        accepted = {"order_id": order.sidecar_id, "account": "TEST-A-01", "symbol": "TCL"}
        accepted |= {"cl_ord_id": order.cl_ord_id, "ord_status": "new"}
        order.action_replace(70)
        request = order.pending_cl_ord_id
        self.apply(self.stream.cancel_reject(accepted, request, "ORDER_QTY_LIMIT", "replace"))
        self.assertEqual((order.ord_status, order.reject_reason), ("new", PLAIN))
        self.assertEqual(order.execution_ids[:1].reason, PLAIN)

    def test_why_an_order_ended(self):
        order = self.stream.new("TEST-A-01", "TCL", cl_ord_id="ioc-1")
        self.apply(order, self.stream.canceled(order, "ioc-1", "IOC_REMAINDER"))
        ended = self.env["brokersync.order"].search([("cl_ord_id", "=", "ioc-1")])
        self.assertIn("could not be traded at once", ended.end_reason)
        self.assertFalse(ended.reject_reason)

    def test_portal_page_and_list(self):
        order = self.refused()
        self.authenticate(self.client_a.login, self.client_a.login)
        for path in order.access_url, "/my/orders?filterby=rejected":
            page = html.fromstring(self.url_open(path).text)
            self.assertIn(LIMIT, page.text_content())
            self.assertNotIn(TEXT, page.text_content())
        code = html.fromstring(self.url_open(order.access_url).text).xpath("//main//code")
        self.assertEqual(
            [(node.text, node.get("title")) for node in code], [(order.reject_code, TEXT)]
        )

    def test_notification(self):
        self.env.ref("brokersync_oms.event_order_rejected").in_app = True
        self.env["brokersync.order.news"].search([]).unlink()
        news = self.env["brokersync.order.news"]
        place = self.shard.last_seq
        self.refused()
        news._tell(self.shard, place, self.shard.last_seq)
        told = self.env["brokersync.notification"].search([("user_id", "=", self.client_a.id)])
        self.assertEqual(told.mapped("body"), [LIMIT])
        place = self.shard.last_seq
        self.refused()
        news._tell(self.shard, place, self.shard.last_seq)
        self.assertEqual((told.facts["count"], told.body), (2, PLAIN))
        place = self.shard.last_seq
        self.refused("PRICE_BAND")
        news._tell(self.shard, place, self.shard.last_seq)
        self.assertEqual((told.facts["count"], told.body), (3, ""), "for different reasons")

    def reason(self, user, account="TEST-A-01", **values):
        self.authenticate(user.login, user.login)
        refusal = {"code": "ORDER_QTY_LIMIT", "text": TEXT, "symbol": "TCL", "order_qty": 90}
        return self.make_jsonrpc_request(
            "/brokersync/market/reason", refusal | {"account": account} | values
        )

    def test_the_ticket_asks_for_the_same_words(self):
        self.assertEqual(self.reason(self.client_a), LIMIT)
        self.assertEqual(self.reason(self.broker), LIMIT)
        self.assertEqual(self.reason(self.client_a, order_qty="90"), PLAIN)
        self.assertEqual(self.reason(self.client_a, code="NEW_CODE"), TEXT)

    def test_limits_of_another_firm_are_not_told(self):
        self.crude.max_order_qty = 0
        row = (self.account_b.reference_row or {}) | {"max_order_qty": 20}
        self.account_b.write({"reference_row": row})
        self.env.flush_all()
        self.assertIn("limit of 20", self.reason(self.client_b, "TEST-B-01"))
        self.assertNotIn("20", self.reason(self.client_a, "TEST-B-01"))
        with self.assertRaises(JsonRpcException) as refusal:
            self.reason(self.internal_user)
        self.assertEqual(str(refusal.exception), "odoo.exceptions.AccessError")
