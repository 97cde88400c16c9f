import json
import xmlrpc.client

from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestRpc(OmsCommon, HttpCase):
    """The seam and the public methods as programs reach them: over the wire, with API keys."""

    def setUp(self):
        super().setUp()
        self.service = self.env.ref("brokersync_oms.user_sidecar_service")

    def key_of(self, user):
        return self.env["res.users.apikeys"].with_user(user).sudo()._generate(None, "test", None)

    @mute_logger(
        "odoo.addons.rpc.controllers.xmlrpc"
    )  # XML-RPC is deprecated, and says so at every call
    def call(self, user, model, method, *args, **kwargs):
        return self.xmlrpc_object.execute_kw(
            get_db_name(), user.id, self.key_of(user), model, method, args, kwargs
        )

    def test_the_seam_over_xml_rpc(self):
        answer = self.call(
            self.service,
            "brokersync.shard",
            "handshake",
            shard="X1",
            protocol=1,
            journal_id="j",
            last_seq=0,
        )
        self.assertEqual((answer["protocol"], answer["last_seq"]), (1, 0))
        buy, sell = (
            self.stream.new("TEST-A-01", "TCL", "buy"),
            self.stream.new("TEST-B-01", "TCL", "sell"),
        )
        batch = json.dumps([buy, sell, *self.stream.trade(buy, sell, 10, 61.25)])
        for _repeat in range(2):
            answer = self.call(
                self.service,
                "brokersync.shard",
                "apply_events",
                shard="X1",
                first_seq=1,
                events_json=batch,
            )
            self.assertEqual((answer["last_seq"], answer["quarantined"]), (4, 0))
        shard = self.env["brokersync.shard"].search([("code", "=", "X1")])
        self.assertEqual(
            self.env["brokersync.execution"].search_count([("shard_id", "=", shard.id)]), 4
        )
        self.assertEqual(self.account_a.position_ids.net_qty, 10)
        self.crude._reference_touch()
        self.cr.flush()
        rows = self.call(self.service, "brokersync.shard", "reference", shard="X1", since=0)["rows"]
        self.assertIn("TCL", [row["code"] for row in rows])

    def test_the_seam_over_json_2(self):
        headers = {"Authorization": f"Bearer {self.key_of(self.service)}"}
        body = {"shard": "X2", "protocol": 1, "journal_id": "j", "last_seq": 0}
        answer = self.url_open("/json/2/brokersync.shard/handshake", json=body, headers=headers)
        self.assertEqual((answer.status_code, answer.json()["last_seq"]), (200, 0))

    def test_a_gap_is_a_clear_fault(self):
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(xmlrpc.client.Fault, "GAP have 0 got 7"),
        ):
            self.call(self.service, "brokersync.shard", "apply_events", "T1", 7, "[]")

    @mute_logger("odoo.http")
    def test_others_are_refused(self):
        for user in self.administrator, self.broker:
            with self.assertRaises(xmlrpc.client.Fault):
                self.call(user, "brokersync.shard", "apply_events", "T1", 1, "[]")

    def test_numbers_beyond_xml_rpc(self):
        """XML-RPC ends at 2^31: sequence numbers above it travel as floats, in both directions."""
        self.cr.execute(
            "UPDATE brokersync_shard SET last_seq = %s WHERE id = %s", [2**40, self.shard.id]
        )
        self.shard.invalidate_recordset()
        answer = self.call(
            self.service, "brokersync.shard", "apply_events", "T1", float(2**40 + 1), "[]"
        )
        self.assertEqual(answer["last_seq"], 2**40)

    def test_trade_over_rpc(self):
        order_id = self.call(
            self.client_a,
            "brokersync.order",
            "create",
            {
                "account_id": self.account_a.id,
                "instrument_id": self.crude.id,
                "side": "sell",
                "order_qty": 3,
                "price": 61.25,
            },
        )
        self.call(self.client_a, "brokersync.order", "action_submit", [order_id])
        order = self.env["brokersync.order"].browse(order_id)
        self.assertEqual((order.ord_status, order.entered_by), ("pending_new", self.client_a.login))
        self.apply(self.stream.accept(order))
        self.call(self.client_a, "brokersync.order", "action_replace", [order_id], 4, 61.5)
        self.assertEqual(order.ord_status, "pending_replace")

    @mute_logger("odoo.http")
    def test_private_methods_are_closed(self):
        for model, method in (
            ("brokersync.token", "_user_token"),
            ("brokersync.token", "_admin_token"),
            ("brokersync.event.batch", "_apply"),
            ("brokersync.shard", "_quarantine"),
            ("brokersync.order", "_ask"),
            ("brokersync.reference", "_reference_rows"),
        ):
            with self.subTest(method), self.assertRaises(xmlrpc.client.Fault):
                self.call(self.administrator, model, method)
