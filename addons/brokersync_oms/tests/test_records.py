from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestRecords(OmsCommon):
    """Executions are append-only; no one reads another firm's records by any way there is."""

    def setUp(self):
        super().setUp()
        buy, sell = (
            self.stream.new("TEST-A-01", "TCL", "buy"),
            self.stream.new("TEST-B-01", "TCL", "sell"),
        )
        self.apply(buy, sell, *self.stream.trade(buy, sell, 10, 61.25))
        self.draft_b = self.new_order(self.client_b, account_id=self.account_b.id)
        self.draft_b.action_submit()

    def test_executions_are_append_only_for_the_orm(self):
        execution = self.env["brokersync.execution"].search([], limit=1)
        for records in execution.sudo(), execution.with_user(self.administrator):
            with self.assertRaises(UserError):
                records.write({"text": "changed"})
            with self.assertRaises(UserError):
                records.unlink()
            with self.assertRaises(UserError):
                records.copy()

    @mute_logger("odoo.sql_db")
    def test_executions_are_append_only_for_the_database(self):
        for statement in (
            "UPDATE brokersync_execution SET last_qty = 1",
            "DELETE FROM brokersync_execution",
            "TRUNCATE brokersync_execution CASCADE",
        ):
            with (
                self.subTest(statement),
                self.assertRaisesRegex(Exception, "append-only"),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_positions_cannot_be_written(self):
        position = self.env["brokersync.position"].search([], limit=1)
        for user in self.administrator, self.broker, self.client_a:
            with self.assertRaises(AccessError):
                position.with_user(user).write({"net_qty": 1000})

    def test_each_firm_reads_its_own(self):
        for model in (
            "brokersync.order",
            "brokersync.execution",
            "brokersync.position",
            "brokersync.account",
        ):
            found = self.env[model].with_user(self.client_a).search([])
            self.assertTrue(found, model)
            self.assertEqual(found.firm_id, self.firm_a)
            staff = self.env[model].with_user(self.broker).search([])
            self.assertEqual(staff.firm_id, self.firm_a, "the broker is assigned to firm A only")
            everyone = (
                self.env[model]
                .with_user(self.risk_officer)
                .search([("firm_id", "in", (self.firm_a | self.firm_b).ids)])
            )
            self.assertEqual(everyone.firm_id, self.firm_a | self.firm_b)

    def test_no_way_of_reading_reaches_another_firm(self):
        self.client_a.group_ids += self.env.ref("base.group_allow_export")
        for model in (
            "brokersync.order",
            "brokersync.execution",
            "brokersync.position",
            "brokersync.account",
        ):
            records = self.env[model].with_user(self.client_a)
            foreign = (
                records.sudo().search([("firm_id", "=", self.firm_b.id)]).with_user(self.client_a)
            )
            self.assertTrue(foreign.sudo())
            of_b = [("id", "in", foreign.ids)]
            with self.subTest(model):
                self.assertFalse(records.search(of_b))
                self.assertFalse(records.search_read(of_b, ["id"]))
                self.assertEqual(records.search_count(of_b), 0)
                self.assertFalse(
                    records.web_search_read(of_b, {"id": {}, "firm_id": {"fields": {"code": {}}}})[
                        "records"
                    ]
                )
                self.assertFalse(records.formatted_read_group(of_b, ["firm_id"], ["__count"]))
                self.assertFalse(records.name_search(foreign.sudo()[0].display_name))
                with self.assertRaises(AccessError):
                    foreign.read(["firm_id"])
                with self.assertRaises(AccessError):
                    foreign.export_data(["firm_id"])
                with self.assertRaises(UserError):  # AccessError is one
                    foreign.write({"firm_id": self.firm_a.id})
                with self.assertRaises(UserError):
                    foreign.unlink()

    def test_back_office_models_are_closed_to_clients(self):
        for model in (
            "brokersync.command",
            "brokersync.shard",
            "brokersync.quarantine",
            "brokersync.order.replace",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.client_a).search([])

    def test_brokers_see_their_firms_requests_only(self):
        requests = self.env["brokersync.command"]
        self.assertFalse(requests.with_user(self.broker).search([]))
        self.assertEqual(
            requests.with_user(self.compliance_officer).search([]).order_id, self.draft_b
        )

    def test_quarantine_is_the_administrators(self):
        self.env["brokersync.quarantine"].with_user(self.administrator).search([])
        for user in self.broker, self.risk_officer, self.compliance_officer:
            with self.assertRaises(AccessError):
                self.env["brokersync.quarantine"].with_user(user).search([])

    def test_every_public_method_is_known(self):
        """A method without a leading underscore is an API: adding one is a decision, recorded here."""
        known = {
            "brokersync.order": {
                "action_submit",
                "action_cancel",
                "action_replace",
                "action_interaction",
                "action_record",
            },
            "brokersync.interaction": {"action_orders", "action_new_order", "action_record"},
            "brokersync.firm": {"action_orders", "action_positions"},
            "brokersync.revocation": set(),
            "brokersync.shard": {"handshake", "apply_events", "reference"},
            "brokersync.quarantine": {"action_apply", "action_dismiss"},
            "brokersync.order.replace": {"action_replace"},
            "brokersync.command": set(),
            "brokersync.outbox": set(),
            "brokersync.execution": set(),
            "brokersync.position": set(),
            "brokersync.account": {
                "action_statement",
                "action_print_this_month",
                "action_print_last_month",
            },
            "brokersync.instrument": set(),
            "brokersync.venue": set(),
            "brokersync.token": set(),
            "brokersync.event.batch": set(),
            "brokersync.reference": set(),
            "brokersync.reference.version": set(),
        }
        framework = {"create", "write", "unlink", "init"}
        for model, methods in known.items():
            found = set()
            for base in type(self.env[model]).__mro__:
                if base.__module__.startswith("odoo.addons.brokersync_oms."):
                    found |= {
                        name
                        for name, value in vars(base).items()
                        if callable(value) and not name.startswith("_")
                    }
            self.assertEqual(found - framework, methods, model)
