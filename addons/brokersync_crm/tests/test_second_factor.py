import base64
import time
from datetime import timedelta

from odoo import fields
from odoo.addons.auth_totp.models.totp import TOTP, hotp
from odoo.exceptions import AccessError
from odoo.tests import BaseCase, HttpCase, JsonRpcException, get_db_name, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon

SECRET = base64.b32encode(b"12345678901234567890").decode()


@tagged("post_install", "-at_install")
class TestTotpVectors(BaseCase):
    def test_rfc_6238_appendix_b(self):
        """SHA-1 rows of the RFC, of whose eight digits Odoo shows the last six."""
        key = b"12345678901234567890"
        for seconds, code in (
            (59, 94287082),
            (1111111109, 7081804),
            (1111111111, 14050471),
            (1234567890, 89005924),
            (2000000000, 69279037),
            (20000000000, 65353130),
        ):
            self.assertEqual(hotp(key, seconds // 30), code % 10**6)
            self.assertEqual(TOTP(key).match(code % 10**6, seconds), seconds // 30)


@tagged("post_install", "-at_install")
class TestSecondFactor(BrokersyncCommon, HttpCase):
    """A group can require a second factor; codes work once; recovery codes stand in for a lost authenticator."""

    def setUp(self):
        super().setUp()
        self.group = self.env.ref("brokersync_crm.group_trader")

    def set_up_totp(self, user=None):
        (user or self.client_a).sudo().totp_secret = SECRET

    def log_in(self, code=None):
        """The client logs in; return the page reached."""
        self.opener.cookies.clear()
        answer = self.post("/web/login", {"login": "test-a-1", "password": "test-a-1"})
        if code is None:
            return answer
        self.assertIn("/web/login/totp", answer.url)
        return self.post("/web/login/totp", {"totp_token": str(code)})

    def post(self, url, form):
        page = self.url_open(url)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(url, form | {"csrf_token": token})

    def code(self):
        return hotp(base64.b32decode(SECRET), int(time.time() // 30))

    def call(self, model, method, args=()):
        params = {"model": model, "method": method, "args": list(args), "kwargs": {}}
        path = "/web/dataset/call_kw/res.users/action_totp_enable_wizard"
        return self.make_jsonrpc_request(path, params)

    def test_without_the_group_s_demand_nothing_is_asked(self):
        self.log_in()
        self.assertEqual(self.url_open("/my/firm").status_code, 200)
        self.assertIn("/my/firm", self.url_open("/my/firm").url)

    def test_group_sends_members_without_a_factor_to_set_one_up(self):
        self.group.mfa_required = True
        self.log_in()
        self.assertIn("/my/security?second_factor=required", self.url_open("/my/firm").url)

    def test_calls_are_refused_whatever_their_path_pretends(self):
        self.group.mfa_required = True
        self.log_in()
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException) as caught:
            self.call("brokersync.firm", "search_count", [[]])
        self.assertEqual(caught.exception.args[0], "odoo.exceptions.AccessError")

    def over_rpc(self, secret):
        """Number of firms the client finds over XML-RPC."""
        arguments = get_db_name(), self.client_a.id, secret, "brokersync.firm", "search_count", [[]]
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):
            return self.xmlrpc_object.execute_kw(*arguments)

    def test_the_password_opens_no_rpc_where_a_factor_is_required(self):
        """Nobody is asked for a second factor there."""
        self.assertEqual(self.over_rpc("test-a-1"), 1)
        self.group.mfa_required = True
        with self.assertRaisesRegex(Exception, "Access Denied"):
            self.over_rpc("test-a-1")
        common = self.xmlrpc_common
        self.assertFalse(common.authenticate(get_db_name(), "test-a-1", "test-a-1", {}))
        ends = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(self.client_a).sudo()
        self.assertEqual(self.over_rpc(keys._generate("rpc", "Integration", ends)), 1)

    def test_a_passkey_is_no_second_factor_while_the_password_alone_logs_in(self):
        self.env.cr.execute(
            "INSERT INTO auth_passkey_key (name, credential_identifier, public_key, sign_count, create_uid)"
            " VALUES ('Phone', 'id', 'key', 0, %s)",
            [self.client_a.id],
        )
        self.client_a.invalidate_recordset()
        self.assertIn("/my", self.log_in().url)  # as each likes, where nothing is required
        self.group.mfa_required = True
        answer = self.log_in()
        self.assertIn("/web/login", answer.url)
        self.assertIn("log in with your passkey", answer.text)
        self.assertIn("/web/login", self.url_open("/my/firm").url)
        self.set_up_totp()
        self.assertIn("/my", self.log_in(self.code()).url)

    def test_with_a_factor_the_member_goes_on(self):
        self.group.mfa_required = True
        self.set_up_totp()
        self.log_in(self.code())
        self.assertIn("/my/firm", self.url_open("/my/firm").url)
        self.assertEqual(self.call("brokersync.firm", "search_count", [[]]), 1)

    def test_wrong_code_is_refused_and_a_right_one_works_once(self):
        self.set_up_totp()
        code = self.code()
        self.assertIn("/web/login/totp", self.log_in((code + 1) % 10**6).url)
        self.assertNotIn("/web/login", self.log_in(code).url)
        self.assertIn("/web/login/totp", self.log_in(code).url)

    def test_six_wrong_codes_close_the_door(self):
        self.set_up_totp()
        code = self.code()
        for _time in range(5):
            self.log_in((code + 1) % 10**6)
        answer = self.log_in(code)
        self.assertIn("/web/login", answer.url)

    def test_recovery_code_works_once(self):
        self.set_up_totp()
        codes = self.env["brokersync.recovery.code"]._renew(self.client_a)
        self.assertNotIn("/web/login", self.log_in(codes[3]).url)
        self.assertIn("/web/login/totp", self.log_in(codes[3]).url)
        self.assertNotIn("/web/login", self.log_in(codes[4]).url)

    def test_recovery_codes_are_one_s_own(self):
        self.set_up_totp(self.client_b)
        codes = self.env["brokersync.recovery.code"]._renew(self.client_b)
        self.set_up_totp()
        self.assertIn("/web/login/totp", self.log_in(codes[0]).url)
        with self.assertRaises(AccessError):
            self.env["brokersync.recovery.code"].with_user(self.client_b).search([])

    def test_new_codes_end_the_old_ones_and_no_code_stands_in_clear(self):
        codes = self.env["brokersync.recovery.code"]
        old = codes._renew(self.client_a)
        codes._renew(self.client_a)
        self.assertEqual(codes.search_count([("user_id", "=", self.client_a.id)]), 10)
        self.assertFalse(codes._use(self.client_a, old[0].replace(" ", "")))
        self.env.cr.execute("SELECT code_hash FROM brokersync_recovery_code")
        self.assertTrue(all(row[0].startswith("$pbkdf2-sha512$") for row in self.env.cr.fetchall()))

    def test_removing_the_authenticator_removes_the_codes(self):
        self.set_up_totp()
        self.env["brokersync.recovery.code"]._renew(self.client_a)
        self.client_a.sudo().write({"totp_secret": False})
        self.assertFalse(
            self.env["brokersync.recovery.code"].search([("user_id", "=", self.client_a.id)])
        )
