from joserfc import jwt

from odoo.addons.brokersync_oms.tests.common import SidecarEnvironment
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import RiskCommon


@tagged("post_install", "-at_install")
class TestTradeChange(SidecarEnvironment, RiskCommon):
    """Cancelling and correcting trades: by risk officers, with a reason, on record for good."""

    def setUp(self):
        super().setUp()
        self.sidecar.requests.clear()
        self.sidecar.answers.clear()
        buy = self.stream.new("TEST-A-01", "TCL", "buy", 10, 61.5)
        sell = self.stream.new("TEST-B-01", "TCL", "sell", 10, 61.0)
        self.apply(buy, sell, *self.stream.trade(buy, sell, 10, 61.25))
        self.fill = self.env["brokersync.execution"].search(
            [("exec_type", "=", "trade"), ("account_id", "=", self.account_a.id)], limit=1
        )

    def change(self, user=None, **values):
        model = self.env["brokersync.trade.change"].with_user(user or self.risk_officer)
        return model.create({"execution_id": self.fill.id, "reason": "Typing error", **values})

    def test_a_trade_is_cancelled(self):
        self.sidecar.will_answer(200, {"type": "execution"})
        change = self.change()
        change.action_apply()
        [(path, body, token)] = self.sidecar.requests
        self.assertEqual((path, body), ("/v1/admin/bust", {"trade_id": self.fill.trade_id}))
        claims = jwt.decode(token, self.signing_key, algorithms=["Ed25519"]).claims
        self.assertEqual(
            (claims["sub"], claims["permissions"]), (self.risk_officer.login, ["admin"])
        )
        self.assertEqual((change.state, change.user_id), ("done", self.risk_officer))
        with self.assertRaisesRegex(UserError, "before"):
            change.action_apply()
        with self.assertRaisesRegex(UserError, "on record"):
            change.reason = "Another story"
        with self.assertRaisesRegex(UserError, "on record"):
            change.unlink()

    def test_a_price_is_corrected_at_a_tick_only(self):
        with Form(
            self.env["brokersync.trade.change"]
            .with_user(self.risk_officer)
            .with_context(default_execution_id=self.fill.id)
        ) as form:
            form.kind = "correct"
            form.price = 61.255
            form.reason = "Price agreed wrong"
        change = form.record
        with self.assertRaisesRegex(ValidationError, "price"):
            change.action_apply()
        self.assertFalse(self.sidecar.requests)
        change.price = 61.3
        self.sidecar.will_answer(200, {"type": "execution"})
        change.action_apply()
        self.assertEqual(
            self.sidecar.requests[0][:2],
            ("/v1/admin/correct", {"trade_id": self.fill.trade_id, "price": 61.3}),
        )

    def test_what_the_sidecar_says_is_shown(self):
        self.sidecar.will_answer(409, {"code": "UNKNOWN_TRADE", "detail": "already cancelled"})
        change = self.change()
        change.action_apply()
        self.assertEqual(
            (change.state, change.answer.partition(". ")),
            (
                "refused",
                (
                    "The market does not know this trade, or it is cancelled already",
                    ". ",
                    "Check its number. (UNKNOWN_TRADE: already cancelled)",
                ),
            ),
        )
        self.sidecar.will_answer(503, {"code": "NOT_READY"})
        with self.assert_refused(UserError, "NOT known"):
            change.action_apply()

    def test_only_risk_officers_change_trades(self):
        for user in self.broker, self.client_a:
            with self.assert_refused(AccessError, ""):
                self.change(user)
        change = self.change()
        self.assertEqual(change.with_user(self.compliance_officer).reason, "Typing error")
        with self.assert_refused(AccessError, ""):
            change.with_user(self.compliance_officer).action_apply()

    def test_wrong_entries_are_named(self):
        for field, error, values in (
            ("reason", ValidationError, {"reason": ""}),
            ("reason", ValidationError, {"reason": "x" * 201}),
            ("state", AccessError, {"state": "done"}),
            ("execution_id", UserError, {"execution_id": self._acknowledgement().id}),
        ):
            with self.assert_refused(error, field):
                self.change(**values)

    def _acknowledgement(self):
        return self.env["brokersync.execution"].search([("exec_type", "=", "new")], limit=1)
