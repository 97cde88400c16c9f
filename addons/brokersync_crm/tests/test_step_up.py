import time

from odoo.http import root
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon

IBAN = "NO9386011117947"
LOGIN = "bs_compliance"


@tagged("post_install", "-at_install")
class TestStepUp(BrokersyncCommon, HttpCase):
    """SE-03: what an unattended screen must not allow asks again who sits there."""

    def setUp(self):
        super().setUp()
        self.firm_a.bank_account = IBAN
        self.authenticate(LOGIN, LOGIN)
        self.wizard = (
            self.env["brokersync.unmask"]
            .with_user(self.compliance_officer)
            .create(
                {
                    "model": "brokersync.firm",
                    "res_id": self.firm_a.id,
                    "field": "bank_account",
                    "reason": "Payment query",
                }
            )
        )

    def identified(self, seconds_ago):
        self.session["identity-check-last"] = time.time() - seconds_ago
        root.session_store.save(self.session)

    def press(self, model, method, ids, **kwargs):
        params = {"model": model, "method": method, "args": [ids], "kwargs": kwargs}
        return self.make_jsonrpc_request(f"/web/dataset/call_button/{model}/{method}", params)

    def show(self):
        return self.press("brokersync.unmask", "action_show", self.wizard.ids)

    def is_shown(self):
        self.wizard.invalidate_recordset()
        return self.wizard.shown

    def test_who_was_asked_a_moment_ago_is_not_asked(self):
        self.identified(60)
        self.assertEqual(self.show()["res_model"], "brokersync.unmask")
        self.assertTrue(self.is_shown())

    def test_after_ten_minutes_the_password_is_asked_for(self):
        self.identified(11 * 60)
        window = self.show()
        self.assertEqual(window["res_model"], "res.users.identitycheck")
        self.assertFalse(self.is_shown())
        check = [window["res_id"]]
        context = {"context": {"password": "wrong"}}
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self.press("res.users.identitycheck", "run_check", check, **context)
        self.assertFalse(self.is_shown())
        self.press("res.users.identitycheck", "run_check", check, context={"password": LOGIN})
        self.assertTrue(self.is_shown())

    def test_every_such_action_asks(self):
        client = self.env["brokersync.api.client"].create(
            {"name": "Treasury", "user_id": self.broker.id, "kind": "service"}
        )
        request = self.env["brokersync.privacy.request"].create(
            {"trader_id": self.trader_a.id, "kind": "access"}
        )
        self.authenticate("bs_administrator", "bs_administrator")
        self.identified(11 * 60)
        for record, method in (
            (client, "action_new_secret"),
            (request, "action_make_copy"),
            (request, "action_erase"),
        ):
            with self.subTest(method):
                window = self.press(record._name, method, record.ids)
                self.assertEqual(window["res_model"], "res.users.identitycheck")
        self.assertFalse(client.secret_hash)
        self.assertFalse(request.copy_id)
