import json
from itertools import pairwise
from xmlrpc.client import dumps

import psycopg2

from odoo.exceptions import AccessError
from odoo.http import Request, serialize_exception
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from ..quiet_errors import told, told_of
from .common import BrokersyncCommon

INJECTIONS = (
    "id; DROP TABLE res_users",
    "name) UNION SELECT password FROM res_users --",
    "(SELECT pg_sleep(5))",
    "code'",
)


@tagged("post_install", "-at_install")
class TestAttack(BrokersyncCommon, HttpCase):
    """A client with a login of its own, and bad intentions."""

    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        with mute_logger("odoo.http", "odoo.sql_db"):
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)

    def refused(self, model, method, *args, **kwargs):
        """The refusal's name and text, which hold no SQL."""
        with self.assertRaises(JsonRpcException) as caught:
            self.call(model, method, *args, **kwargs)
        data = json.dumps(caught.exception.args) + str(caught.exception.__dict__)
        for leak in ("psycopg2", "SELECT ", "pg_sleep("):
            self.assertNotIn(leak, data.replace(json.dumps(args), ""), (method, args))

    def test_sql_in_order_group_and_field_names(self):
        for injection in INJECTIONS:
            with self.subTest(injection):
                self.refused("brokersync.firm", "search_read", [], ["code"], 0, 10, injection)
                self.refused(
                    "brokersync.firm", "formatted_read_group", [], [injection], ["__count"]
                )
                self.refused("brokersync.firm", "search", [[injection, "=", 1]])
        self.assertTrue(self.env["res.users"].search_count([]))

    def test_no_answer_shows_the_inside(self):
        """Neither traceback nor SQL, for people, strangers and programs, over every kind of RPC."""
        broken = {"jsonrpc": "2.0", "params": {"model": "brokersync.firm", "method": "nothing"}}
        calls = (
            ("/web/dataset/call_kw/brokersync.firm/nothing", json.dumps(broken)),
            ("/web/dataset/call_kw/brokersync.firm/nothing", "[]"),
            ("/jsonrpc", json.dumps({"params": {"service": "object", "method": "x", "args": []}})),
            ("/json/2/brokersync.firm/nothing", "{}"),
            ("/json/2/brokersync.firm/nothing", "{"),
        )
        requests = [(*call, "application/json") for call in calls]
        requests += [(f"/xmlrpc/{way}common", "<", "text/xml") for way in ("", "2/")]
        requests += [("/xmlrpc/2/object", dumps(("x", "y"), "execute"), "text/xml")]
        for user in "test-a-1", None:
            self.authenticate(user, user)
            for path, data, kind in requests:
                with self.subTest(path, user=user, data=data):
                    with mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc"):
                        answer = self.url_open(path, data=data, headers={"Content-Type": kind})
                    self.assertNotIn("Traceback", answer.text)
                    self.assertNotIn('File "', answer.text)

    def test_bombs_over_rpc_are_refused(self):
        """FAULTS 54 and 70: JSON nested for ever, entities that grow, entities that read files."""
        growing = "".join(
            f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghij")
        )
        call = "<methodCall><methodName>version{}</methodName></methodCall>"
        grows = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{growing}]>{call.format("&j;")}'
        reads = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{call.format("&f;")}'
        bombs = (
            ("/jsonrpc", "[" * 100_000, "application/json"),
            ("/web/session/authenticate", '{"a":' * 90_000, "application/json"),
            ("/xmlrpc/2/common", grows, "text/xml"),
            ("/xmlrpc/2/common", reads, "text/xml"),
        )
        for path, data, kind in bombs:
            with self.subTest(path, data=data[:40]):
                with mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc"):
                    answer = self.url_open(path, data=data, headers={"Content-Type": kind})
                self.assertLess(len(answer.content), 2000)
                self.assertNotIn("root:", answer.text)
                if data != reads:  # of a file nothing is read, and the call stays as it was
                    self.assertRegex(answer.text, "recursion|amplification|nested")

    def test_what_the_database_said_stays_inside(self):
        error = told(serialize_exception(psycopg2.DataError("INSERT INTO res_partner (x)")))
        self.assertNotIn("res_partner", json.dumps(error))
        self.assertNotIn("res_partner", told_of(psycopg2.DataError("INSERT INTO res_partner")))
        self.assertEqual(
            told(serialize_exception(ValueError("no such field")))["message"], "no such field"
        )

    def test_sql_in_values_is_only_text(self):
        for injection in INJECTIONS:
            self.assertEqual(self.call("brokersync.firm", "search", [["code", "=", injection]]), [])

    def test_private_methods_are_out_of_reach(self):
        for method in "_revoke_access", "_normalise", "_compute_display_name":
            with self.subTest(method):
                self.refused("brokersync.trader", method, [self.trader_a.id])
        self.refused("brokersync.security.event", "_log", "auth", "success")
        self.refused("brokersync.login.attempt", "_forget", "test-a-1", "127.0.0.1")

    def test_rights_are_not_assigned_with_the_rest(self):
        """FAULTS 59: what a client writes to itself or its firm is refused, not partly taken."""
        trader, user, group = self.trader_a, self.client_a, self.env.ref("base.group_system")
        for model, record, values in (
            ("brokersync.trader", trader, {"can_administer": True}),
            ("brokersync.trader", trader, {"firm_id": self.firm_b.id}),
            ("brokersync.firm", self.firm_a, {"account_status": "closed"}),
            ("brokersync.firm", self.firm_a, {"broker_ids": [[4, user.id]]}),
            ("res.users", user, {"group_ids": [[4, group.id]]}),
            ("res.users", user, {"active": False}),
            ("res.groups", self.env.ref("brokersync_crm.group_trader"), {"mfa_required": False}),
        ):
            with self.subTest(model=model, values=values):
                before = record.read(list(values))
                self.refused(model, "write", [record.id], values)
                record.invalidate_recordset()
                self.assertEqual(record.read(list(values)), before)

    def test_every_table_refuses_commands_through_a_parent_in_sudo(self):
        for name, model in self.env.items():
            if name.startswith("brokersync.") and not model._abstract:
                with self.subTest(name):
                    self.assertIs(model._allow_sudo_commands, False)

    def test_forms_without_token_and_foreign_content_types(self):
        with mute_logger("odoo.http"):
            self.assertEqual(
                self.url_open("/my/profile", data={"phone": "+31 10 555 0199"}).status_code, 400
            )
            body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": {}})
            answer = self.url_open(
                "/web/session/get_session_info", data=body, headers={"Content-Type": "text/plain"}
            )
        self.assertIn(answer.status_code, (400, 415))

    def test_addresses_with_a_nul_and_logins_without_a_login(self):
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/%00").status_code, 400)
            self.authenticate(None, None)
            form = {"password": "x", "csrf_token": Request.csrf_token(self)}
            answer = self.url_open("/web/login", data=form)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Wrong login/password", answer.text)

    def test_files_of_another_firm_are_not_found(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "articles.pdf",
                "raw": b"%PDF-1.4 confidential",
                "res_model": "brokersync.firm",
                "res_id": self.firm_b.id,
            }
        )
        with mute_logger("odoo.http"):
            for path in "content", "image":
                answer = self.url_open(f"/web/{path}/{attachment.id}")
                self.assertNotIn(b"confidential", answer.content)
                if path == "content":
                    self.assertEqual(answer.status_code, 404)
        with self.assertRaises(AccessError):
            attachment.with_user(self.client_a).read(["raw"])

    def test_the_database_manager_gives_nothing(self):
        self.authenticate(None, None)
        form = {"master_pwd": "admin", "name": self.env.cr.dbname, "backup_format": "zip"}
        with mute_logger("odoo.http", "odoo.addons.web.controllers.database"):
            answer = self.url_open("/web/database/backup", data=form)
        self.assertIn("text/html", answer.headers["Content-Type"])
        self.assertNotIn(b"PK\x03\x04", answer.content[:4])

    def test_a_forged_host_does_not_get_into_links(self):
        base = self.env["ir.config_parameter"].sudo()
        before = base.get_param("web.base.url")
        self.authenticate("admin", "admin")
        self.opener.get(
            self.base_url() + "/web/login", headers={"Host": "evil.example"}, allow_redirects=False
        )
        self.assertEqual(base.get_param("web.base.url"), before)
        self.assertEqual(base.get_param("web.base.url.freeze"), "True")
