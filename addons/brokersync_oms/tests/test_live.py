import json

from odoo.addons.brokersync_crm.tests.live_common import LiveCase
from odoo.tests import BaseCase, tagged

from ..notice import MAX_IDS, merge_notice
from .common import OmsCommon

NOTICE = "brokersync_oms/orders"


@tagged("post_install", "-at_install")
class TestNotice(BaseCase):
    def test_collects_per_firm(self):
        rows = [
            {"firm_id": 1, "order": 10, "exec_type": "new"},
            {"firm_id": 1, "order": 11, "exec_type": "trade"},
            {"firm_id": 2, "order": 12, "exec_type": "new"},
            {"firm_id": 2, "order": None, "exec_type": None},
        ]
        first = merge_notice({}, rows)
        self.assertEqual(
            first, {1: {"orders": [10, 11], "traded": True}, 2: {"orders": [12], "traded": False}}
        )
        stored = json.loads(json.dumps(first))
        second = merge_notice(stored, [{"firm_id": 2, "order": 10, "exec_type": "trade"}])
        self.assertEqual(
            second,
            {1: {"orders": [10, 11], "traded": True}, 2: {"orders": [10, 12], "traded": True}},
        )

    def test_many_are_not_listed(self):
        rows = [
            {"firm_id": 1, "order": order, "exec_type": "new"} for order in range(1, MAX_IDS + 2)
        ]
        many = merge_notice({}, rows)
        self.assertEqual(many[1]["orders"], None)
        self.assertEqual(merge_notice(many, rows[:1])[1]["orders"], None)


@tagged("post_install", "-at_install")
class TestLive(OmsCommon, LiveCase):
    """Screens hear of changes over the bus: the own firms' people, and nobody else."""

    def trade_of_a(self):
        event = self.stream.new("TEST-A-01", "TCL")
        self.apply(event, self.stream.fill(event, 4, 61.25))
        return self.env["brokersync.order"].search(
            [("sidecar_id", "=", event["order_id"]), ("shard_id", "=", self.shard.id)]
        )

    def test_the_own_firm_hears(self):
        for user in self.client_a, self.broker, self.risk_officer:
            with self.subTest(user.login):
                self.cr.execute("UPDATE brokersync_shard SET noticed_at = 0")
                self.shard.invalidate_recordset()
                websocket = self.listen(user)
                order = self.trade_of_a()
                [payload] = self.heard(websocket, user, NOTICE)
                self.assertEqual((payload["orders"], payload["traded"]), ([order.id], True))

    def test_another_firm_hears_nothing_whatever_it_asks_for(self):
        channels = [
            f"brokersync.firm_{self.firm_a.id}",
            f"brokersync.firm,{self.firm_a.id}",
            NOTICE,
            "brokersync_orders",
        ]
        websocket = self.listen(self.client_b, channels)
        self.trade_of_a()
        self.assertFalse(self.heard(websocket, self.client_b, NOTICE))

    def test_a_client_who_may_not_view_hears_nothing(self):
        self.trader_a.can_view = False
        websocket = self.listen(self.client_a)
        self.trade_of_a()
        self.assertFalse(self.heard(websocket, self.client_a, NOTICE))

    def test_notices_are_collected(self):
        websocket = self.listen(self.client_a)
        first = self.trade_of_a()
        [payload] = self.heard(websocket, self.client_a, NOTICE)
        self.assertEqual(payload["orders"], [first.id])
        self.cr.execute(
            "UPDATE brokersync_shard SET noticed_at = 9e18"
        )  # as if the last notice had just been sent
        self.shard.invalidate_recordset()
        held = self.trade_of_a() | self.trade_of_a()
        self.assertFalse(self.heard(websocket, self.client_a, NOTICE))
        self.cr.execute("UPDATE brokersync_shard SET noticed_at = 0")
        self.shard.invalidate_recordset()
        self.seam.apply_events("T1", self.shard.last_seq + 1, "[]")
        [payload] = self.heard(websocket, self.client_a, NOTICE)
        self.assertEqual(payload["orders"], sorted(held.ids))
