from datetime import timedelta

from joserfc import jwt

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..sidecar_client import SidecarClient
from .common import OmsCommon, SidecarEnvironment

PROBLEM = {"Content-Type": "application/problem+json"}


@tagged("post_install", "-at_install")
class TestCommand(SidecarEnvironment, OmsCommon):
    """Commands down, against a real HTTP server: sent after commit, again until answered, refused or applied."""

    def setUp(self):
        super().setUp()
        self.sidecar.requests.clear()
        self.sidecar.answers.clear()
        self.registry_enter_test_mode()

    def submitted(self, **values):
        order = self.new_order(**values)
        order.action_submit()
        return order, order.sudo().command_ids

    def commit(self):
        """Run what a commit runs afterwards."""
        self.env.flush_all()
        self.cr.postcommit.run()
        self.env.invalidate_all()

    def test_sent_after_commit_in_the_name_of_who_asked(self):
        order, command = self.submitted()
        self.assertFalse(self.sidecar.requests, "nothing leaves before the commit")
        self.commit()
        [(path, body, token)] = self.sidecar.requests
        self.assertEqual((path, body), ("/v1/orders", command.payload))
        claims = jwt.decode(token, self.signing_key, algorithms=["Ed25519"]).claims
        self.assertEqual(
            (claims["sub"], claims["accounts"], claims["permissions"]),
            (self.client_a.login, ["TEST-A-01"], ["trade"]),
        )
        self.assertEqual(
            (command.state, order.sync_state, order.ord_status), ("sent", "sent", "pending_new")
        )
        self.apply(self.stream.accept(order))
        self.assertEqual((order.sync_state, order.ord_status), ("answered", "new"))

    def test_the_answer_itself_is_not_applied(self):
        order, _command = self.submitted()
        self.sidecar.will_answer(201, {"type": "execution", "ord_status": "filled"})
        self.commit()
        self.assertEqual(order.ord_status, "pending_new")

    def test_waits_when_the_sidecar_cannot_take_it(self):
        for status, body in (
            (401, {"code": "UNAUTHENTICATED"}),
            (429, {"code": "OVERLOADED"}),
            (503, {"code": "JOURNAL_UNAVAILABLE"}),
            (500, {}),
            (302, {}),
            (404, {"detail": "some other server"}),
        ):
            with self.subTest(status):
                order, command = self.submitted()
                self.sidecar.will_answer(status, body)
                before = fields.Datetime.now()
                self.commit()
                self.assertEqual(
                    (command.state, order.ord_status, order.sync_state),
                    ("waiting", "pending_new", "waiting"),
                )
                self.assertIn("Waiting for the market since", order.sync_message)
                self.assertGreater(command.next_try, before)

    def test_waits_when_nothing_listens(self):
        self.set_variable("BROKERSYNC_SIDECAR_URL", "http://127.0.0.1:9")
        order, command = self.submitted()
        self.commit()
        self.assertEqual(
            (command.state, command.attempts, order.sync_state), ("waiting", 1, "waiting")
        )
        self.assertIn("no answer", order.with_user(self.broker).sync_message)
        self.assertNotIn("127.0.0.1", order.sync_message, "clients need not know our servers")

    def test_waits_without_a_signing_key(self):
        self.set_variable("BROKERSYNC_TOKEN_KEY_FILE", "/nowhere/key.pem")
        _order, command = self.submitted()
        self.commit()
        self.assertEqual(command.state, "waiting")
        self.assertIn("/nowhere/key.pem", command.last_error)

    def test_backs_off(self):
        _order, command = self.submitted()
        for seconds in (2, 4, 8, 16, 32, 60, 60, 60):
            self.sidecar.will_answer(503, {"code": "NOT_READY"})
            self.assert_waits(command, seconds)

    def test_the_sidecar_says_when_to_come_back(self):
        _order, command = self.submitted()
        self.sidecar.will_answer(429, {"code": "OVERLOADED"}, **{"Retry-After": "17"})
        self.assert_waits(command, 17)

    def assert_waits(self, command, seconds):
        """Sending it fails, and it is tried again so many seconds later."""
        before = fields.Datetime.now()
        command._send(SidecarClient())
        after = fields.Datetime.now()
        wait = timedelta(seconds=seconds)
        self.assertTrue(before + wait <= command.next_try <= after + wait, command.next_try)

    def test_sent_again_with_the_same_id_when_the_sidecar_is_back(self):
        _order, command = self.submitted()
        self.sidecar.will_answer(503, {"code": "NOT_READY"})
        self.commit()
        self.seam.handshake("T1", 1, "journal-1", 0)
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["brokersync.command"]._cron_send()
        self.env.invalidate_all()
        first, second = self.sidecar.requests
        self.assertEqual(first[:2], second[:2])
        self.assertEqual(command.state, "sent")

    def test_not_sent_twice(self):
        _order, command = self.submitted()
        self.commit()
        self.assertFalse(command._lock_waiting())

    def test_in_order(self):
        order, first = self.submitted()
        self.sidecar.will_answer(503, {"code": "NOT_READY"})
        self.commit()
        self.apply(self.stream.accept(order))
        order.action_cancel()
        second = order.sudo().command_ids[-1]
        self.assertFalse(second._lock_waiting(), "the first request of the order goes first")
        self.assertTrue(first._lock_waiting())

    def test_an_edge_refusal_is_final_and_rejects_the_order(self):
        order, command = self.submitted()
        self.sidecar.will_answer(
            403,
            {"status": 403, "code": "UNKNOWN_ACCOUNT", "detail": "unknown account"},
            **PROBLEM,
        )
        self.commit()
        self.assertEqual((command.state, order.sync_state), ("failed", "refused"))
        self.assertEqual(
            (order.ord_status, order.reject_code, order.reject_text),
            ("rejected", "UNKNOWN_ACCOUNT", "unknown account"),
        )
        self.assertEqual((order.execution_ids.exec_type, order.execution_ids.seq), ("rejected", 0))
        self.assertEqual(order.leaves_qty, 0)

    def test_an_edge_refusal_of_a_cancel_gives_the_status_back(self):
        order = self.working_order()
        self.commit()
        order.action_cancel()
        self.sidecar.will_answer(
            400, {"status": 400, "code": "FIELD_INVALID", "detail": "orig_cl_ord_id"}, **PROBLEM
        )
        self.commit()
        self.assertEqual(
            (order.ord_status, order.reject_code, order.pending_cl_ord_id),
            ("new", "FIELD_INVALID", False),
        )

    def test_an_engine_reject_comes_with_the_events(self):
        order, command = self.submitted()
        reject = self.stream.accept(order) | {
            "exec_type": "rejected",
            "ord_status": "rejected",
            "leaves_qty": 0,
            "code": "PRICE_BAND",
            "text": "outside the band",
        }
        self.sidecar.will_answer(422, reject)
        self.commit()
        self.assertEqual((command.state, order.ord_status), ("sent", "pending_new"))
        self.apply(reject)
        self.assertEqual((order.ord_status, order.reject_code), ("rejected", "PRICE_BAND"))

    def test_an_event_that_overtakes_the_answer(self):
        order, command = self.submitted()
        self.apply(self.stream.accept(order))
        self.commit()
        self.assertEqual(
            (order.ord_status, command.state, order.sync_state), ("new", "sent", "answered")
        )

    @mute_logger("odoo.addons.brokersync_oms.models.brokersync_outbox")
    def test_a_fault_of_ours_leaves_it_waiting(self):
        _order, command = self.submitted()
        self.patch(self.env.registry["brokersync.command"], "_send", lambda command, client: 1 / 0)
        self.commit()
        self.assertEqual(command.state, "waiting")
