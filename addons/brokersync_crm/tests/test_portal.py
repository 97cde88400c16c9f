from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortal(BrokersyncCommon, HttpCase):
    def test_client_reads_the_own_firm_profile(self):
        self.authenticate("test-a-1", "test-a-1")
        page = self.url_open("/my/firm").text
        for text in "Alpha Grain", "TEST-A", self.broker.name, "Anna Alpha":
            self.assertIn(text, page)
        self.assertNotIn("Beta Metals", page)
        self.assertIn("/my/firm", self.url_open("/my").text)

    def test_client_without_view_permission_is_told_so(self):
        self.trader_a.can_view = False
        self.authenticate("test-a-1", "test-a-1")
        page = self.url_open("/my/firm").text
        self.assertIn("not connected to a client firm", page)
        self.assertNotIn("TEST-A", page)

    def test_visitor_is_sent_to_the_login(self):
        self.assertIn("/web/login", self.url_open("/my/firm").url)

    def test_client_reads_no_other_firm_over_rpc(self):
        self.authenticate("test-a-1", "test-a-1")
        for method in "read", "web_read":
            answer = self.call(
                method, [[self.firm_b.id], {"name": {}} if method == "web_read" else ["name"]]
            )
            self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError", method)
        self.assertEqual(
            self.call("search_read", [[], ["code"]])["result"],
            [{"id": self.firm_a.id, "code": "TEST-A"}],
        )

    def test_client_writes_no_firm_over_rpc(self):
        self.authenticate("test-a-1", "test-a-1")
        for method, args in {
            "write": [[self.firm_b.id], {"city": "X"}],
            "create": [{"code": "X", "name": "X"}],
            "unlink": [[self.firm_b.id]],
            "action_suspend": [[self.firm_b.id]],
        }.items():
            answer = self.call(method, args)
            self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.AccessError", method)

    def call(self, method, args):
        return self.url_open(
            f"/web/dataset/call_kw/brokersync.firm/{method}",
            json={
                "params": {"model": "brokersync.firm", "method": method, "args": args, "kwargs": {}}
            },
        ).json()
