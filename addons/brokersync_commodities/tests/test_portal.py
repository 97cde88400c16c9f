from odoo.tests import HttpCase, tagged

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestPortal(CommoditiesCommon, HttpCase):
    def test_client_sees_the_own_issued_receipts(self):
        (self.receipt_a | self.receipt_b).action_issue()
        draft = self._new_receipt(self.firm_a)
        self.authenticate("test-a-1", "test-a-1")
        page = self.url_open("/my/receipts").text
        for text in self.receipt_a.name, "Test Terminal", "TESTCU A", "25.000":
            self.assertIn(text, page)
        self.assertNotIn(self.receipt_b.name, page)
        self.assertNotIn(draft.name, page)

    def test_client_without_receipts_is_told_what_to_expect(self):
        self.authenticate("test-b-1", "test-b-1")
        self.assertIn("holds no warehouse receipt", self.url_open("/my/receipts").text)

    def test_visitor_is_sent_to_the_login(self):
        self.assertIn("/web/login", self.url_open("/my/receipts").url)

    def test_client_reads_no_other_firms_receipt_over_rpc(self):
        self.authenticate("test-a-1", "test-a-1")
        answer = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": "brokersync.warehouse.receipt",
                    "method": "read",
                    "args": [self.receipt_b.ids, ["quantity"]],
                    "kwargs": {},
                }
            },
        ).json()
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError")
