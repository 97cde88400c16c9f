from odoo import models
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestTenantMatrix(CommoditiesCommon):
    """Every model of BrokerSync that leads to a firm, against a client, a broker and the sidecar of another firm.

    It lives in the topmost addon, from where all models are in the registry. A new model is covered by being there.
    """

    def firm_models(self):
        return {
            name: model
            for name, model in self.env.items()
            if name.startswith("brokersync.")
            and "firm_id" in model._fields
            and model._auto
            and not model._abstract
            and not isinstance(model, models.TransientModel)
        }

    def test_the_matrix_is_not_empty(self):
        self.assertLessEqual(
            {"brokersync.trader", "brokersync.warehouse.receipt"}, self.firm_models().keys()
        )

    def test_every_model_has_a_global_rule_for_every_operation(self):
        for name in self.firm_models():
            rules = (
                self.env["ir.rule"]
                .search([("model_id.model", "=", name)])
                .filtered(lambda rule: not rule.groups)
            )
            for operation in "read", "write", "create", "unlink":
                tenant_rules = rules.filtered(
                    lambda rule, operation=operation: (
                        rule[f"perm_{operation}"] and "_brokersync_firm_domain" in rule.domain_force
                    ),
                )
                self.assertTrue(tenant_rules, f"{name}: no global rule for {operation}")

    def test_strangers_find_nothing_of_another_firm(self):
        """Read in every way the web client and the API know, for the test's records and the demo's alike."""
        for name, model in self.firm_models().items():
            of_others = [("firm_id", "!=", self.firm_a.id)]
            hidden = model.search(of_others)
            for user in self.client_a, self.broker:
                with self.subTest(f"{name} as {user.login}"):
                    records = model.with_user(user)
                    if not records.has_access("read"):
                        continue
                    self.assertFalse(records.search(of_others))
                    self.assertFalse(records.search_read(of_others, ["id"]))
                    self.assertEqual(records.search_count(of_others), 0)
                    self.assertFalse(
                        records.formatted_read_group(of_others, ["firm_id"], ["__count"])
                    )
                    self.assertFalse(records.name_search("", of_others))
                    for record in hidden[:3]:
                        self.assertRaises(AccessError, records.browse(record.id).read, ["firm_id"])

    def test_clients_write_no_record_of_another_firm(self):
        for name, model in self.firm_models().items():
            record = model.search([("firm_id", "=", self.firm_b.id)], limit=1)
            if not record:
                continue
            with self.subTest(name):
                self.assertRaises(
                    AccessError, record.with_user(self.client_a).write, {"firm_id": self.firm_a.id}
                )
                self.assertRaises(AccessError, record.with_user(self.client_a).unlink)

    def test_the_sidecar_reads_no_table(self):
        for name, model in self.firm_models().items():
            with self.subTest(name):
                self.assertFalse(model.with_user(self.sidecar_user).has_access("read"))
