from datetime import timedelta

from joserfc import jwt

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestRevocation(SidecarEnvironment, OmsCommon):
    """Rights that end in Odoo end at the sidecar, a real HTTP server here; with the real one: tests/seam."""

    def setUp(self):
        super().setUp()
        self.sidecar.requests.clear()
        self.sidecar.answers.clear()
        self.cr.postcommit.clear()
        self.registry_enter_test_mode()

    def commit(self):
        """Run what a commit runs afterwards."""
        self.env.flush_all()
        self.cr.postcommit.run()
        self.env.invalidate_all()

    def sent(self):
        self.commit()
        asked = [
            (path, body["scope"], body["code"]) for path, body, _token in self.sidecar.requests
        ]
        self.sidecar.requests.clear()
        return asked

    def login(self, *users):
        return [("/v1/admin/revoke", "sub", user.login) for user in users]

    def latest(self):
        return self.env["brokersync.revocation"].search([], limit=1)

    def test_after_the_commit_with_a_token_of_odoo(self):
        self.sidecar.will_answer(200, {"sessions_ended": 2})
        self.trader_a.action_revoke()
        self.assertFalse(self.sidecar.requests, "nothing leaves before the commit")
        self.commit()
        [(path, body, token)] = self.sidecar.requests
        self.assertEqual((path, body), ("/v1/admin/revoke", {"scope": "sub", "code": "test-a-1"}))
        claims = jwt.decode(token, self.signing_key, algorithms=["Ed25519"]).claims
        self.assertEqual((claims["sub"], claims["permissions"]), ("odoo", ["admin"]))
        done = self.latest()
        self.assertEqual((done.state, done.sessions_ended), ("sent", 2))

    def test_whatever_takes_rights_away(self):
        self.trader_a.can_trade = False
        self.assertEqual(self.sent(), self.login(self.client_a))
        self.trader_a.role = "analyst"
        self.assertEqual(self.sent(), self.login(self.client_a))
        self.trader_a.action_archive()
        self.assertIn(self.login(self.client_a)[0], self.sent())
        self.trader_b.unlink()
        self.assertIn(self.login(self.client_b)[0], self.sent())
        self.firm_a.broker_ids = False
        self.assertEqual(self.sent(), self.login(self.broker))
        self.risk_officer.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertEqual(self.sent(), self.login(self.risk_officer))
        self.compliance_officer.active = False
        self.assertEqual(self.sent(), self.login(self.compliance_officer))

    def test_a_group_that_loses_members_rights_or_is_deleted(self):
        group = self.env.ref("brokersync_crm.group_risk_officer")
        group.user_ids -= self.risk_officer
        self.assertEqual(self.sent(), self.login(self.risk_officer))
        self.env.ref("brokersync_crm.group_broker").all_user_ids -= self.broker
        self.assertEqual(self.sent(), self.login(self.broker))
        desk = self.env["res.groups"].create(
            {
                "name": "Desk",
                "user_ids": self.risk_officer.ids,
                "implied_ids": self.env.ref("base.group_user").ids,
            }
        )
        desk.implied_ids += group
        self.assertEqual(self.sent(), [], "more rights end no session")
        desk.implied_ids -= group
        self.assertEqual(self.sent(), self.login(self.risk_officer))
        group.implied_by_ids += desk
        group.implied_by_ids -= desk
        self.assertEqual(self.sent(), self.login(self.risk_officer))
        desk.unlink()
        self.assertEqual(self.sent(), self.login(self.risk_officer))

    def test_what_changes_no_right_ends_no_session(self):
        self.trader_a.write({"phone": "+31 10 555 0003", "role": self.trader_a.role})
        self.firm_a.with_user(self.administrator).action_suspend()
        self.client_a.sudo().tz = "Europe/Oslo"
        self.firm_a.broker_ids += self.administrator
        brokers = self.env.ref("brokersync_crm.group_broker")
        brokers.write({"user_ids": [Command.link(self.risk_officer.id)], "comment": "Desk"})
        brokers.user_ids += self.broker
        self.assertEqual(self.sent(), [])

    def test_a_closed_firm(self):
        tokens = self.env["brokersync.token"].with_user(self.client_a)
        self.assertTrue(tokens._user_token())
        self.firm_a.with_user(self.administrator).action_close()
        self.assertEqual(self.sent(), [("/v1/admin/revoke", "firm", "TEST-A")])
        with self.assertRaises(AccessError):
            tokens._user_token()

    def test_sent_again_when_the_sidecar_was_away(self):
        self.set_variable("BROKERSYNC_SIDECAR_URL", "http://127.0.0.1:9")
        self.trader_a.can_trade = False
        self.commit()
        waiting = self.latest()
        self.assertEqual((waiting.state, waiting.attempts), ("waiting", 1))
        self.assertIn("no answer", waiting.last_error)
        self.set_variable("BROKERSYNC_SIDECAR_URL", self.sidecar.url)
        self.seam.handshake("T1", 1, "journal-1", 0)
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["brokersync.revocation"]._cron_send()
        self.env.invalidate_all()
        self.assertEqual(waiting.state, "sent")
        self.assertEqual(self.sent(), self.login(self.client_a))

    def test_not_sent_when_every_token_has_ended_by_itself(self):
        self.set_variable("BROKERSYNC_SIDECAR_URL", "http://127.0.0.1:9")
        self.trader_a.can_trade = False
        self.commit()
        waiting = self.latest()
        self.cr.execute(
            "UPDATE brokersync_revocation SET create_date = %s, next_try = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(minutes=11)] * 2 + [waiting.id],
        )
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["brokersync.revocation"]._cron_send()
        self.env.invalidate_all()
        self.assertEqual(waiting.state, "lapsed")

    def test_seen_by_compliance_and_changed_by_nobody(self):
        self.trader_a.can_trade = False
        record = self.latest()
        self.assertEqual(record.with_user(self.compliance_officer).code, "test-a-1")
        for user in self.client_a, self.broker, self.risk_officer:
            with self.assertRaises(AccessError):
                record.with_user(user).read(["code"])
        with self.assertRaises(AccessError):
            record.with_user(self.administrator).write({"state": "sent"})
