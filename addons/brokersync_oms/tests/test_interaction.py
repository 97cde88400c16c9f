from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from .common import OmsCommon


class InteractionOrderCommon(OmsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.order_given = cls.env.ref("brokersync_crm.interaction_outcome_order")

    def log(self, minutes_ago, trader=None, **values):
        """A call of the broker with Anna Alpha some minutes ago."""
        return (
            self.env["brokersync.interaction"]
            .with_user(self.broker)
            .create(
                {
                    "trader_id": (trader or self.trader_a).id,
                    "outcome_id": self.order_given.id,
                    "date": self.now - timedelta(minutes=minutes_ago),
                    **values,
                }
            )
        )

    def on_behalf(self, minutes_ago, **values):
        """An order the broker enters for Anna Alpha, who told it some minutes ago."""
        return self.new_order(
            self.broker,
            trader_id=self.trader_a.id,
            capacity="agency",
            instruction_time=self.now - timedelta(minutes=minutes_ago),
            **values,
        )


@tagged("post_install", "-at_install")
class TestInteractionOrders(InteractionOrderCommon):
    def test_both_sides_tell_the_same(self):
        call = self.log(30)
        order = self.on_behalf(25)
        self.assertEqual(order.interaction_id, call)
        self.assertEqual((call.order_ids, call.order_count), (order, 1))
        self.assertEqual(order.action_interaction()["res_id"], call.id)
        found = self.env["brokersync.order"].search(call.action_orders()["domain"])
        self.assertEqual(found, order)

    def test_what_the_client_sends_counts_as_well(self):
        call = self.log(5)
        order = self.new_order()
        self.assertFalse(order.with_user(self.broker).interaction_id, "a draft followed nothing")
        order.action_submit()
        self.assertEqual(order.with_user(self.broker).interaction_id, call)
        self.assertEqual(call.order_ids, order.with_user(self.broker))

    def test_the_window(self):
        call = self.log(200)
        inside, outside, before = (self.on_behalf(minutes) for minutes in (200 - 60, 200 - 61, 201))
        self.assertEqual(call.order_ids, inside)
        self.assertFalse(outside.interaction_id or before.interaction_id)
        settings = self.env["res.config.settings"]
        settings.create({"brokersync_interaction_window_minutes": 90}).set_values()
        self.env.invalidate_all()
        self.assertEqual(call.order_ids, inside | outside)
        self.assertEqual(outside.interaction_id, call)

    def test_the_latest_interaction_before_it(self):
        first, second = self.log(40), self.log(20)
        early, late = self.on_behalf(30), self.on_behalf(10)
        self.assertEqual((early.interaction_id, late.interaction_id), (first, second))
        self.assertEqual((first.order_ids, second.order_ids), (early, late))

    def test_another_trader_s_call_is_not_it(self):
        colleague, _user = self._new_trader(self.firm_a, "TEST-A-2", "Colleague")
        call = self.log(30, trader=colleague)
        order = self.on_behalf(25)
        self.assertFalse(order.interaction_id)
        self.assertFalse(call.order_ids)

    def test_the_reference_decides(self):
        long_ago, recent = self.log(600), self.log(30)
        order = self.on_behalf(25, instruction_ref=f"by telephone, {long_ago.reference.lower()}")
        self.assertEqual(order.interaction_id, long_ago)
        self.assertEqual(
            (long_ago.order_ids, recent.order_ids), (order, self.env["brokersync.order"])
        )

    def test_a_reference_to_another_firm_s_interaction_is_none(self):
        self.firm_b.broker_ids = self.broker
        foreign = self.log(600, trader=self.trader_b)
        order = self.on_behalf(25, instruction_ref=foreign.reference)
        self.assertFalse(order.interaction_id)
        self.assertFalse(foreign.order_ids)

    def test_clients_do_not_learn_of_it(self):
        self.log(5)
        order = self.new_order()
        order.action_submit()
        with self.assertRaises(AccessError):
            order.with_user(self.client_a).read(["interaction_id"])
        self.assertNotIn("interaction_id", order.with_user(self.client_a).read()[0])

    def test_an_order_from_the_interaction(self):
        call = self.log(3)
        action = call.action_new_order()
        orders = self.env["brokersync.order"].with_user(self.broker)
        with Form(orders.with_context(**action["context"])) as form:
            form.instrument_id = self.crude
            form.price = 61.25
        order = form.record
        self.assertEqual(
            (order.account_id, order.trader_id, order.capacity, order.instruction_ref),
            (self.account_a, self.trader_a, "agency", call.reference),
        )
        self.assertEqual(order.instruction_time, call.date)
        order.action_submit()
        self.assertEqual(call.order_ids, order)


@tagged("post_install", "-at_install")
class TestInteractionRecord(InteractionOrderCommon, HttpCase):
    """The page with the interaction, its orders and their executions."""

    def page(self, interaction):
        return self.url_open(interaction.action_record()["url"])

    def test_everything_on_one_page(self):
        call = self.log(5, notes="<p>Buys ten crude<script>alert(1)</script></p>")
        order = self.on_behalf(4)
        order.action_submit()
        accepted = self.stream.accept(order)
        self.apply(accepted, self.stream.fill(accepted, 10, 61.25))
        self.authenticate("bs_broker", "bs_broker")
        page = self.page(call).text
        for text in "Buys ten crude", "Anna Alpha", "TEST-A", order.name, "61.25", "Filled":
            self.assertIn(text, page)
        self.assertNotIn("alert(1)", page)

    def test_not_for_clients_nor_brokers_of_others(self):
        call = self.log(5, notes="Between us")
        self.authenticate("test-a-1", "test-a-1")
        self.assertEqual(self.page(call).status_code, 404)
        self._new_staff("bs_stranger", "group_broker")
        self.authenticate("bs_stranger", "bs_stranger")
        self.assertEqual(self.page(call).status_code, 404)
