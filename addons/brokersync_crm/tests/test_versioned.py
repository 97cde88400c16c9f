from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestVersioned(BrokersyncCommon):
    """What the agreement texts and the questionnaire have in common, on the agreement texts, which have series."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer_texts = cls.env["brokersync.agreement.template"].with_user(
            cls.compliance_officer
        )
        cls.first, cls.second, cls.other = cls.officer_texts.create(
            [{"code": code, "name": code, "body": "<p>Text</p>"} for code in ("a", "a", "b")]
        )

    def test_each_series_counts_for_itself(self):
        versions = [text.version for text in (self.first, self.second, self.other)]
        self.assertEqual(versions, [1, 2, 1])
        self.assertEqual(self.second.display_name, "a (2)")
        self.first.action_new_version()
        self.assertEqual(self.officer_texts.search([("code", "=", "a")], limit=1).version, 3)

    def test_one_version_of_a_series_is_in_force(self):
        for text in self.first, self.other, self.second:
            text.action_publish()
        states = [text.state for text in (self.first, self.second, self.other)]
        self.assertEqual(states, ["retired", "in_force", "in_force"])

    def test_a_published_version_neither_changes_nor_goes(self):
        self.first.name = "Changed while a draft"
        self.first.action_publish()
        for change in (
            lambda: self.first.write({"name": "Changed"}),
            self.first.sudo().unlink,
            self.first.action_publish,
        ):
            with self.assertRaisesRegex(UserError, "new one"):
                change()
        self.other.sudo().unlink()

    def test_nobody_numbers_or_publishes_by_hand(self):
        for vals in {"state": "in_force"}, {"version": 9}:
            with self.assertRaisesRegex(AccessError, "Put in force"):
                self.first.write(vals)
            with self.assertRaisesRegex(AccessError, "begins as a draft"):
                self.officer_texts.create({"code": "c", "name": "C", "body": "<p/>", **vals})
        with self.assertRaises(AccessError):
            self.first.with_user(self.broker).action_publish()
