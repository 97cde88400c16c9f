from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BrokersyncCommon

IBAN = "NO9386011117947"


@tagged("post_install", "-at_install")
class TestUnmask(BrokersyncCommon):
    """SE-13: a hidden value is shown to those who may see it, for a reason that is recorded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm_a.bank_account = IBAN

    def ask(self, user, field="bank_account", **values):
        return (
            self.env["brokersync.unmask"]
            .with_user(user)
            .create(
                {"model": "brokersync.firm", "res_id": self.firm_a.id, "field": field, **values}
            )
        )

    def test_it_is_shown_and_recorded(self):
        wizard = self.ask(self.compliance_officer, reason="Payment query")
        self.assertFalse(wizard.value)
        wizard.action_show()
        self.assertEqual(wizard.web_read({"value": {}})[0]["value"], IBAN)
        row = self.env["brokersync.audit"].search([("action", "=", "unmask")], limit=1)
        self.assertEqual((row.user_id, row.reason), (self.compliance_officer, "Payment query"))
        self.assertNotIn(IBAN, row.after)

    def test_without_a_reason_or_the_right_it_stays_hidden(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.ask(self.compliance_officer).action_show()
        with self.assertRaises(AccessError):
            self.ask(self.broker, reason="Curious")

    def test_nothing_else_is_shown(self):
        with self.assertRaisesRegex(UserError, "Nothing is hidden"):
            self.ask(self.compliance_officer, field="name", reason="x").action_show()

    def test_no_program_reads_it_without_the_record(self):
        """RPC calls what it likes: also what the window calls, and the methods behind screens."""
        firms = self.env["brokersync.firm"].with_user(self.compliance_officer)
        for context in {}, {"brokersync_masked": False}, {"brokersync_masked": "all"}:
            found = firms.with_context(**context)
            for [row] in (
                found.browse(self.firm_a.id).read(["bank_account"]),
                found.search_read([("id", "=", self.firm_a.id)], ["bank_account"]),
            ):
                self.assertEqual(row["bank_account"], "••••7947")

    def test_the_window_shows_nothing_before_it_is_asked_to(self):
        with self.assertRaises(AccessError):
            self.ask(self.compliance_officer, shown=True)
        wizards = self.env["brokersync.unmask"].with_user(self.compliance_officer)
        wizard = wizards.with_context(default_shown=True).create(
            {"model": "brokersync.firm", "res_id": self.firm_a.id, "field": "bank_account"}
        )
        for values in {"shown": True}, {"res_id": self.firm_b.id}, {"field": "lei"}:
            with self.subTest(values), self.assertRaises(AccessError):
                wizard.write(values)
        self.assertFalse(wizard.value)
