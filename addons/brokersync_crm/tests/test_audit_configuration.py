from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BrokersyncCommon

AUDITED = (
    "ir.config_parameter",
    "ir.cron",
    "ir.model.access",
    "ir.rule",
    "res.groups",
    "brokersync.notification.event",
)


@tagged("post_install", "-at_install")
class TestConfigurationLog(BrokersyncCommon):
    """Changes of the configuration are in OCA's log: who, what, when."""

    def logs(self, record):
        return self.env["auditlog.log"].search(
            [("model_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_the_rules_are_subscribed(self):
        rules = self.env["auditlog.rule"].search([("state", "=", "confirmed")])
        self.assertLessEqual(set(AUDITED), set(rules.model_id.mapped("model")))

    def test_a_changed_rule_is_logged(self):
        rule = self.env.ref("brokersync_crm.rule_firm_tenant")
        rule.with_user(self.env.ref("base.user_admin")).name = "Firm: changed"
        log = self.logs(rule)
        self.assertEqual(log.user_id, self.env.ref("base.user_admin"))
        self.assertIn("name", log.line_ids.mapped("field_name"))

    def test_the_value_of_a_parameter_is_not_kept(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("brokersync.test", "secret-1")
        parameters.set_param("brokersync.test", "secret-2")
        logs = self.logs(parameters.search([("key", "=", "brokersync.test")]))
        self.assertTrue(logs)
        lines = logs.line_ids
        text = " ".join(map(str, lines.mapped("new_value_text") + lines.mapped("old_value_text")))
        self.assertNotIn("secret", text)

    def test_compliance_reads_it_and_brokers_do_not(self):
        logs = self.env["auditlog.log"]
        self.assertTrue(logs.with_user(self.compliance_officer).has_access("read"))
        self.assertFalse(logs.with_user(self.compliance_officer).has_access("write"))
        with self.assertRaises(AccessError):
            logs.with_user(self.broker).search([])
