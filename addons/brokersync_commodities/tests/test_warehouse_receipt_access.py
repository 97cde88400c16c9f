from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestWarehouseReceiptAccess(CommoditiesCommon):
    def receipts_of(self, user):
        receipts = self.receipt_a | self.receipt_b
        return receipts.with_user(user).search([("id", "in", receipts.ids)])

    def test_client_sees_own_receipts_only(self):
        self.assertEqual(self.receipts_of(self.client_a), self.receipt_a)
        with self.assertRaises(AccessError):
            self.receipt_b.with_user(self.client_a).read(["quantity"])

    def test_client_neither_writes_nor_issues(self):
        receipt = self.receipt_a.with_user(self.client_a)
        for step in (
            receipt.action_issue,
            receipt.action_cancel,
            receipt.unlink,
            lambda: receipt.write({"quantity": 1}),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertEqual(self.receipt_a.state, "draft")

    def test_broker_issues_for_assigned_firms(self):
        self.receipt_a.with_user(self.broker).action_issue()
        self.assertEqual(self.receipt_a.state, "issued")
        with self.assertRaises(AccessError):
            self.receipt_b.with_user(self.broker).action_issue()
        with self.assertRaises(AccessError):
            self._new_receipt(self.firm_a).with_user(self.broker).firm_id = self.firm_b

    def test_oversight_reads_every_receipt_and_issues_none(self):
        for user in self.risk_officer, self.compliance_officer:
            self.assertEqual(self.receipts_of(user), self.receipt_a | self.receipt_b)
            with self.assertRaises(AccessError):
                self.receipt_a.with_user(user).action_issue()

    def test_stock_of_a_firm_is_as_confidential_as_its_receipts(self):
        (self.receipt_a | self.receipt_b).action_issue()
        quants = self._stock_of(self.receipt_a) | self._stock_of(self.receipt_b)
        for user, visible in {
            self.broker: self._stock_of(self.receipt_a),
            self.internal_user: quants.browse(),
            self.risk_officer: quants,
            self.administrator: quants,
        }.items():
            self.assertEqual(
                quants.with_user(user).search([("id", "in", quants.ids)]), visible, user.login
            )
        with self.assertRaises(AccessError):
            quants.with_user(self.client_a).search([])
