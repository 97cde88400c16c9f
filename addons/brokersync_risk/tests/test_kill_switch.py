from joserfc import jwt

from odoo.addons.brokersync_oms.tests.common import SidecarEnvironment
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestKillSwitch(SidecarEnvironment, RiskCommon):
    """Stopping and resuming, over HTTP, by risk officers only."""

    def setUp(self):
        super().setUp()
        self.sidecar.requests.clear()
        self.sidecar.answers.clear()
        self.sidecar.will_answer(200, {"orders_ended": 3})

    def switch(self, user=None, **values):
        return (
            self.env["brokersync.risk.kill.switch"]
            .with_user(user or self.risk_officer)
            .create({"reason": "Model gone wild", **values})
        )

    def test_an_account_is_stopped_and_resumed(self):
        self.switch(scope="account", account_id=self.account_a.id).action_apply()
        [(path, body, token)] = self.sidecar.requests
        self.assertEqual(path, "/v1/admin/kill")
        self.assertEqual(body, {"scope": "account", "code": "TEST-A-01", "on": True})
        claims = jwt.decode(token, self.signing_key, algorithms=["Ed25519"]).claims
        self.assertEqual(
            (claims["sub"], claims["permissions"]), (self.risk_officer.login, ["admin"])
        )
        self.assertTrue(self.account_a.kill_switch)
        self.assertEqual(self.account_a.stopped_by, "account")
        self.assertIn(
            "3 open orders cancelled. Model gone wild", self.account_a.message_ids[0].body
        )
        self.assertEqual(self.account_a.message_ids[0].author_id, self.risk_officer.partner_id)

        self.sidecar.will_answer(200, {"orders_ended": 0})
        self.switch(scope="account", account_id=self.account_a.id, stop=False).action_apply()
        self.assertIs(self.sidecar.requests[-1][1]["on"], False)
        self.assertFalse(self.account_a.kill_switch)

    def test_the_client_and_the_broker_are_told(self):
        self.switch(scope="firm", firm_id=self.firm_a.id).action_apply()
        told = self.env["brokersync.notification"].search(
            [("event_id.code", "=", "risk.stopped"), ("firm_id", "=", self.firm_a.id)]
        )
        self.assertEqual(told.user_id, self.client_a | self.broker)
        self.assertIn("Model gone wild", told[0].body)

    def test_of_a_stop_for_everyone_staff_are_told_as_critical(self):
        self.switch(scope="all", confirmation="STOP ALL TRADING").action_apply()
        told = self.env["brokersync.notification"].search(
            [("event_id.code", "=", "risk.all_stopped")]
        )
        self.assertEqual(set(told.mapped("priority")), {"p1"})
        self.assertIn(self.compliance_officer, told.user_id)
        self.assertNotIn(self.client_a, told.user_id)

    def test_a_firm_is_stopped_and_its_accounts_show_it(self):
        self.switch(scope="firm", firm_id=self.firm_a.id).action_apply()
        self.assertEqual(
            self.sidecar.requests[0][1], {"scope": "firm", "code": "TEST-A", "on": True}
        )
        self.assertEqual((self.firm_a.stopped_by, self.account_a.stopped_by), ("firm", "firm"))
        self.assertFalse(self.account_b.stopped_by)

    def test_everyone_is_stopped_with_the_words_typed_only(self):
        for words in False, "stop all trading", "RESUME ALL TRADING":
            with self.assert_refused(UserError, "STOP ALL TRADING"):
                self.switch(confirmation=words).action_apply()
        self.assertFalse(self.sidecar.requests)
        self.switch(confirmation="STOP ALL TRADING").action_apply()
        self.assertEqual(self.sidecar.requests[0][1], {"scope": "all", "code": "", "on": True})
        self.assertEqual((self.account_b.stopped_by, self.shard.stopped_by), ("all", "all"))

    def test_without_an_answer_nothing_is_claimed(self):
        self.sidecar.answers.clear()
        self.sidecar.will_answer(503, {"code": "JOURNAL_UNAVAILABLE", "detail": "disk full"})
        with self.assert_refused(UserError, "NOT known to be stopped.*JOURNAL_UNAVAILABLE"):
            self.switch(scope="account", account_id=self.account_a.id).action_apply()
        self.assertFalse(self.account_a.kill_switch)

    def test_a_refusal_is_shown(self):
        self.sidecar.answers.clear()
        self.sidecar.will_answer(404, {"code": "UNKNOWN_ACCOUNT", "detail": "TEST-A-01"})
        with self.assert_refused(UserError, r"does not know this account.*\(UNKNOWN_ACCOUNT: TEST"):
            self.switch(scope="account", account_id=self.account_a.id).action_apply()
        self.assertFalse(self.account_a.kill_switch)

    def test_only_risk_officers_and_administrators(self):
        self.switch(
            self.administrator, scope="account", account_id=self.account_a.id
        ).action_apply()
        for user in (
            self.broker,
            self.compliance_officer,
            self.client_a,
            self.internal_user,
            self.sidecar_user,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.switch(user, scope="account", account_id=self.account_b.id)
        self.assertEqual(len(self.sidecar.requests), 1)

    def test_the_flag_is_nobodys_to_set(self):
        for user in self.risk_officer, self.compliance_officer, self.administrator:
            with self.assertRaises(AccessError):
                self.account_a.with_user(user).kill_switch = True
        with self.assertRaises(AccessError):
            self.env["brokersync.account"].with_user(self.administrator).create(
                {"firm_id": self.firm_a.id, "code": "TEST-A-09", "name": "x", "kill_switch": True}
            )

    def test_the_buttons_know_what_is_meant(self):
        action = self.account_a.action_kill_switch()
        wizard = self.env[action["res_model"]].with_user(self.risk_officer)
        wizard = wizard.with_context(**action["context"]).create({"reason": "x"})
        self.assertEqual(
            (wizard.scope, wizard.account_id, wizard.stop), ("account", self.account_a, True)
        )
