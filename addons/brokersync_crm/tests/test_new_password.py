from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..identity.throttle import PAIR
from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestNewPassword(BrokersyncCommon, HttpCase):
    def ask(self, login):
        page = self.url_open("/web/reset_password")
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open("/web/reset_password", {"login": login, "csrf_token": token}).text

    def work_off(self):
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_password_request").method_direct_trigger()

    def test_known_and_unknown_accounts_get_the_same_answer(self):
        answers = {self.ask(login).replace(login, "") for login in ("test-a-1", "nobody-here")}
        self.assertEqual({"If there is an account" in answer for answer in answers}, {True})
        self.assertEqual(
            self.env["brokersync.password.request"].search([]).mapped("login"),
            ["test-a-1", "nobody-here"],
        )

    def test_only_the_account_that_exists_gets_a_link(self):
        self.assertFalse(self.client_a.partner_id.signup_type)
        for login in "nobody-here", "test-a-1":
            self.env["brokersync.password.request"].create({"login": login})
        self.work_off()
        self.client_a.partner_id.invalidate_recordset()
        self.assertEqual(self.client_a.partner_id.signup_type, "reset")
        self.assertFalse(self.env["brokersync.password.request"].search([]))

    def test_asking_all_the_time_is_refused(self):
        for _time in range(PAIR.failures):
            self.ask("test-a-1")
        self.assertIn("Too many", self.ask("test-a-1"))

    def test_an_address_with_an_account_is_not_sent_elsewhere(self):
        answer = self.url_open("/web/reset_password?signup_email=test-a-1@test-a.example")
        self.assertIn("/web/reset_password", answer.url)

    def test_nobody_signs_up_without_an_invitation(self):
        self.assertEqual(self.url_open("/web/signup").status_code, 404)

    def test_policy_refuses_short_and_guessable_passwords(self):
        params = self.env["ir.config_parameter"]
        params.set_param("auth_password_policy.minlength", 12)
        params.set_param("brokersync.password_score", 3)
        with self.assertRaisesRegex(UserError, "12"):
            self.client_a.password = "Zq9!xW#4kP"
        with self.assertRaises(UserError):
            self.client_a.password = "annaalpha1234"
        self.client_a.password = "copper heron quiet ladder"

    def test_policy_of_a_new_database(self):
        policy = self.env["ir.config_parameter"].search(
            [("key", "in", ("auth_signup.invitation_scope", "web.base.url.freeze"))]
        )
        self.assertEqual(sorted(policy.mapped("value")), ["True", "b2b"])
