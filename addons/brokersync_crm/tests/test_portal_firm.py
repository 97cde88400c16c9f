from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalFirm(BrokersyncCommon, HttpCase):
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

    def administer(self):
        self.trader_a.can_administer = True
        return self.firm_a.with_user(self.client_a)

    def test_contact_data_changes_at_once_and_leaves_a_note(self):
        firm = self.administer()
        firm._change_contact({"phone": " +47 21 ", "email": "o@a.example", "lei": "X"})
        self.assertEqual((self.firm_a.phone, self.firm_a.email), ("+47 21", "o@a.example"))
        self.assertFalse(self.firm_a.lei)
        self.assertIn("+47 21", self.firm_a.message_ids[0].body)

    def test_bad_contact_data_is_refused(self):
        firm = self.administer()
        for values in (
            {"email": "no address"},
            {"website": "javascript:alert(1)"},
            {"phone": "1" * 33},
            {"phone": "1\n2"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                firm._change_contact(values)

    def test_contact_data_needs_the_permission_and_the_own_firm(self):
        with self.assertRaises(AccessError):
            self.firm_a.with_user(self.client_a)._change_contact({"phone": "1"})
        self.administer()
        for call in ("_change_contact", {"phone": "1"}), ("_request_change", "x"):
            with self.subTest(call[0]), self.assertRaises(AccessError):
                getattr(self.firm_b.with_user(self.client_a), call[0])(call[1])

    def test_other_data_is_asked_of_the_broker(self):
        firm = self.administer()
        firm._request_change("New name: Alpha <Grain>")
        self.assertEqual(self.firm_a.activity_ids.user_id, self.broker)
        self.assertIn("Alpha &lt;Grain&gt;", self.firm_a.activity_ids.note)
        for text in "", " ", "x" * 2001:
            with self.assertRaises(UserError):
                firm._request_change(text)

    def test_forms(self):
        self.authenticate("test-a-1", "test-a-1")
        self.assertNotIn("Save contact data", self.url_open("/my/firm").text)
        self.administer()
        form = {"csrf_token": Request.csrf_token(self), "phone": "+47 9", "email": "nonsense"}
        self.assertIn("is not an e-mail", self.url_open("/my/firm/contact", data=form).text)
        form["email"] = "office@a.example"
        self.assertIn("Contact data saved", self.url_open("/my/firm/contact", data=form).text)
        self.assertEqual(self.firm_a.phone, "+47 9")

    def call(self, method, args):
        return self.url_open(
            f"/web/dataset/call_kw/brokersync.firm/{method}",
            json={
                "params": {"model": "brokersync.firm", "method": method, "args": args, "kwargs": {}}
            },
        ).json()
