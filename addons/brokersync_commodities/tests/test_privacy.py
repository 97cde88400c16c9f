from odoo.addons.brokersync_oms.tests.common import OmsCommon
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestPrivacy(CommoditiesCommon, OmsCommon):
    """WX-12 through every addon: what a person's erasure does to orders, the journal and receipts."""

    def setUp(self):
        super().setUp()
        self.other_officer = self._new_staff("bs_compliance_2", "group_compliance_officer")
        self.order = self.new_order()
        self.order.action_submit()
        self.accepted = self.stream.accept(self.order)
        self.apply(self.accepted)
        requests = self.env["brokersync.privacy.request"].with_user(self.client_a)
        self.asked = requests._ask(self.trader_a, "erase", "gdpr").with_user(
            self.compliance_officer
        )

    def test_working_orders_come_first(self):
        with self.assertRaisesRegex(UserError, "1 orders of this person still work"):
            self.asked.action_propose()

    def test_orders_stay_under_the_code_and_the_answer_says_why(self):
        self.apply(self.stream.canceled(self.accepted, "x1"))
        self.asked.action_propose()
        self.asked.with_user(self.other_officer).action_erase()
        order = self.order.sudo()
        self.assertEqual(order.trader_id.name, f"Person {self.trader_a.code}")
        self.assertEqual(order.ord_status, "canceled")
        lines = {line.what: line for line in self.asked.line_ids}
        for what in lines:
            self.assertTrue(
                lines[what].outcome != "kept" or (lines[what].rule and lines[what].until), what
            )
        told = " ".join(lines)
        for part in (
            "Order: Entered by",
            "Execution: Entered by",
            "Journal of the",
            "Warehouse receipts",
        ):
            self.assertIn(part, told)
