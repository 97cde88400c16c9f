from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..encrypted.fields import ALL, MASKED, Encrypted
from .common import BrokersyncCommon

IBAN = "NO9386011117947"
OTHER_IBAN = "CH9300762011623852957"
MASK = "••••7947"


@tagged("post_install", "-at_install")
class TestEncryptedField(BrokersyncCommon):
    """The firm's IBAN, as an example of every encrypted field: sealed at rest, masked for those without the right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm_a.bank_account = IBAN
        cls.env.flush_all()

    def column(self, firm):
        self.env.flush_all()
        self.env.cr.execute("SELECT bank_account FROM brokersync_firm WHERE id = %s", [firm.id])
        return self.env.cr.fetchone()[0]

    def as_user(self, user, **context):
        self.env.invalidate_all()
        return self.firm_a.with_user(user).with_context(**context)

    def test_the_database_holds_ciphertext(self):
        self.assertTrue(self.column(self.firm_a).startswith("v1:"))
        self.assertNotIn("9386", self.column(self.firm_a))
        created = self._new_firm("TEST-C", "Gamma", bank_account=OTHER_IBAN)
        self.assertTrue(self.column(created).startswith("v1:"))
        self.assertEqual(created.bank_account, OTHER_IBAN)
        self.env.invalidate_all()
        self.assertEqual(created.bank_account, OTHER_IBAN)
        self.assertIsNone(self.column(self._new_firm("TEST-D", "Delta")))

    def test_compliance_reads_it_and_a_broker_gets_the_mask(self):
        self.assertEqual(self.as_user(self.compliance_officer).bank_account, IBAN)
        broker = self.as_user(self.broker)
        self.assertEqual(broker.bank_account, MASK)
        self.assertEqual(broker.read(["bank_account"])[0]["bank_account"], MASK)
        found = broker.search_read([("id", "=", self.firm_a.id)], ["bank_account"])
        self.assertEqual(found[0]["bank_account"], MASK)

    def test_what_another_environment_read_is_not_in_the_cache_for_all(self):
        self.assertEqual(self.firm_a.sudo().bank_account, IBAN)
        self.assertEqual(self.firm_a.with_user(self.broker).bank_account, MASK)
        self.assertNotIn(IBAN, map(str, self.firm_a._cache.values()))

    def test_a_value_just_written_is_masked_for_its_writer(self):
        broker = self.as_user(self.broker)
        broker.bank_account = OTHER_IBAN
        self.assertEqual(broker.bank_account, "••••2957")
        self.assertEqual(self.as_user(self.compliance_officer).bank_account, OTHER_IBAN)

    def test_no_context_unmasks(self):
        self.assertEqual(self.as_user(self.broker, **{MASKED: False}).bank_account, MASK)
        self.assertEqual(self.as_user(self.compliance_officer, **{MASKED: ALL}).bank_account, MASK)

    def test_screens_and_exports_mask_for_everybody(self):
        officer = self.as_user(self.compliance_officer)
        self.assertEqual(officer.web_read({"bank_account": {}})[0]["bank_account"], MASK)
        officer.env.user.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(officer.export_data(["bank_account"])["datas"], [[MASK]])

    def test_a_mail_template_shows_the_mask(self):
        template = "<t t-out='object.bank_account'/>"
        rendered = (
            self.env["mail.render.mixin"]
            .sudo()
            ._render_template(template, "brokersync.firm", self.firm_a.ids, engine="qweb")
        )
        self.assertEqual(rendered[self.firm_a.id], MASK)

    def test_saving_a_form_leaves_the_value(self):
        with Form(self.as_user(self.broker)) as form:
            form.phone = "+47 21 55 01 20"
        self.assertEqual(self.firm_a.bank_account, IBAN)

    def test_a_mask_or_ciphertext_is_never_written(self):
        with self.assertRaisesRegex(UserError, "mask of a hidden value"):
            self.as_user(self.broker).bank_account = MASK
        with self.assertRaisesRegex(ValidationError, "sealed text"):
            self.firm_b._fields["bank_account"].write(self.firm_b, self.column(self.firm_a))

    def test_ciphertext_moved_to_another_record_does_not_open(self):
        """FAULTS 89."""
        self.env.cr.execute(
            "UPDATE brokersync_firm SET bank_account = %s WHERE id = %s",
            [self.column(self.firm_a), self.firm_b.id],
        )
        self.env.invalidate_all()
        for user in self.compliance_officer, self.env.user:
            with self.assertRaisesRegex(UserError, "moved there from another record"):
                self.firm_b.with_user(user).read(["bank_account"])

    def test_search_by_the_whole_value(self):
        firms = self.env["brokersync.firm"].with_user(self.compliance_officer)
        spelt = "no93 8601 1117 947"
        both = ("id", "in", (self.firm_a | self.firm_b).ids)
        self.assertEqual(firms.search([both, ("bank_account", "=", spelt)]), self.firm_a)
        self.assertIn(self.firm_a, firms.search([("bank_account", "in", [IBAN, OTHER_IBAN])]))
        without = firms.search([("bank_account", "=", False)])
        self.assertIn(self.firm_b, without)
        self.assertNotIn(self.firm_a, without)
        self.assertNotIn(self.firm_a, firms.search([("bank_account", "!=", IBAN)]))
        self.assertIn(self.firm_b, firms.search([("bank_account", "!=", IBAN)]))

    def test_nobody_guesses_it_by_searching(self):
        with self.assertRaises(AccessError):
            self.as_user(self.broker).search([("bank_account", "=", IBAN)])
        with self.assertRaisesRegex(UserError, "whole value"):
            self.firm_a.search([("bank_account", "=like", "NO%")])

    def test_no_sorting_and_no_grouping(self):
        firms = self.env["brokersync.firm"].with_user(self.compliance_officer)
        with self.assertRaisesRegex(UserError, "sorted or grouped"):
            firms.search([], order="bank_account")
        with self.assertRaisesRegex(UserError, "sorted or grouped"):
            firms.formatted_read_group([], ["bank_account"], ["__count"])
        with self.assertRaisesRegex(UserError, "sorted or grouped"):
            firms.formatted_read_group([], [], ["bank_account:array_agg"])
        description = firms.fields_get(["bank_account"])["bank_account"]
        self.assertFalse(description["sortable"] or description["groupable"])

    def test_import_takes_the_value(self):
        result = self.env["brokersync.firm"].load(
            ["code", "name", "bank_account"], [["TEST-I", "Imported", OTHER_IBAN]]
        )
        firm = self.env["brokersync.firm"].browse(result["ids"])
        self.assertTrue(self.column(firm).startswith("v1:"))
        self.assertEqual(firm.bank_account, OTHER_IBAN)

    def test_a_copy_has_none(self):
        copy = self.firm_a.copy({"code": "TEST-COPY"})
        self.assertFalse(copy.bank_account)

    def test_a_wrong_iban_is_refused_and_an_empty_one_clears(self):
        with self.assertRaisesRegex(ValidationError, "IBAN"):
            self.firm_a.bank_account = "NO9386011117948"
        self.firm_a.bank_account = False
        self.assertIsNone(self.column(self.firm_a))

    def test_no_related_field_carries_the_text_away(self):
        """A related field is computed in sudo and keeps what it read in the shared cache."""
        for model in self.env.values():
            for field in model._fields.values():
                if field.related and not field.inherited:
                    with self.subTest(str(field)):
                        self.assertNotIsInstance(self.end_of(model, field.related), Encrypted)

    def end_of(self, model, path):
        for name in path.split("."):
            field = model._fields[name]
            model = self.env.get(field.comodel_name)
        return field
