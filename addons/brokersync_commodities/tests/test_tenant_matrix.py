from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .tenant_common import TenantCommon

# Reference data that every client may read. The firm itself has a rule of its own.
SHARED = {
    "brokersync.commodity",
    "brokersync.firm",
    "brokersync.grade",
    "brokersync.instrument",
    "brokersync.notification.event",
    "brokersync.venue",
}


@tagged("post_install", "-at_install")
class TestTenantMatrix(TenantCommon):
    """Every model of BrokerSync that leads to a firm, against a client, a broker and the sidecar of another firm.

    It lives in the topmost addon, from where all models are in the registry. A new model is covered by being there.
    """

    def test_there_is_something_to_hide_in_every_model(self):
        for name, model in self.firm_models().items():
            with self.subTest(name):
                self.assertTrue(model.search_count([("firm_id", "=", self.firm_b.id)]))

    def test_what_clients_read_belongs_to_a_firm_or_is_shared(self):
        for name, model in self.tables().items():
            if name not in SHARED and model.with_user(self.client_a).has_access("read"):
                with self.subTest(name):
                    self.assertIn("firm_id", model._fields)

    def test_every_model_has_a_global_rule_for_every_operation(self):
        for name in self.firm_models():
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", name), ("groups", "=", False)]
            )
            tenant_rules = rules.filtered(
                lambda rule: "_brokersync_firm_domain" in rule.domain_force
            )
            for operation in "read", "write", "create", "unlink":
                with self.subTest(f"{operation} {name}"):
                    self.assertTrue(any(tenant_rules.mapped(f"perm_{operation}")))

    def test_strangers_find_nothing_of_another_firm(self):
        """In every way the web client and the API read, for the test's records and the demo's alike."""
        for name, model in self.firm_models().items():
            of_others = [("firm_id", "!=", self.firm_a.id)]
            hidden = model.search([("firm_id", "=", self.firm_b.id)], limit=1)
            for user in self.client_a, self.broker:
                records = model.with_user(user)
                with self.subTest(f"{name} as {user.login}"):
                    self.assertRaises(AccessError, records.browse(hidden.id).read, ["firm_id"])
                    self.assertRaises(
                        AccessError, records.browse(hidden.id).web_read, {"firm_id": {}}
                    )
                    if not records.has_access("read"):
                        continue
                    self.assertFalse(records.search(of_others))
                    self.assertFalse(records.search_read(of_others, ["id"]))
                    self.assertEqual(records.search_count(of_others), 0)
                    self.assertFalse(
                        records.formatted_read_group(of_others, ["firm_id"], ["__count"])
                    )
                    self.assertFalse(records.name_search("", of_others))

    def test_strangers_change_nothing_of_another_firm(self):
        # UserError is the parent of AccessError: some models refuse every change, whoever asks.
        for name, model in self.firm_models().items():
            hidden = model.search([("firm_id", "=", self.firm_b.id)], limit=1)
            for user in self.client_a, self.broker:
                with self.subTest(f"{name} as {user.login}"):
                    self.assertRaises(
                        UserError, hidden.with_user(user).write, {"firm_id": self.firm_a.id}
                    )
                    self.assertRaises(UserError, hidden.with_user(user).unlink)
                    self.assertEqual(hidden.firm_id, self.firm_b)

    def test_nobody_pushes_a_record_to_another_firm(self):
        order = self.new_order().with_user(self.client_a)
        with self.assertRaises(UserError):
            order.write({"account_id": self.account_b.id, "trader_id": False})
        with self.assertRaises(AccessError):
            self.receipt_a.with_user(self.broker).firm_id = self.firm_b

    def test_the_sidecar_reads_no_table(self):
        for name, model in self.firm_models().items():
            with self.subTest(name):
                self.assertFalse(model.with_user(self.sidecar_user).has_access("read"))
