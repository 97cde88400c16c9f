import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .receivers import twilio_receiver, use_twilio
from .test_notification import NotificationCommon


@tagged("post_install", "-at_install")
class TestPhoneProof(NotificationCommon, HttpCase):
    """A number gets SMS when a code sent to it was typed in (SE-19); the provider is a receiver on loopback."""

    def setUp(self):
        super().setUp()
        self.env["sms.sms"].search([]).unlink()  # of the database at hand
        self.trader_a.phone = "+47 23 10 98 76"
        self.order_event.write({"email": False, "sms": True})
        url, self.received = self.enterContext(
            twilio_receiver(lambda _form: (201, {"sid": "SM1", "status": "queued"}))
        )
        self.env["ir.config_parameter"].set_param("brokersync_crm.twilio_url", url)
        use_twilio(self.env)
        self.proofs = self.env["brokersync.phone.proof"]
        self.authenticate("test-a-1", "test-a-1")

    def post(self, path, **form):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form}).text

    def ask(self):
        """Ask for a code on the page, let the queue run; gives what arrived on the phone, else the page."""
        page = self.post("/my/profile/phone/code")
        sms = self.env["sms.sms"].search([("state", "=", "outgoing")])
        if not sms:
            return page
        sms.send(raise_exception=True)
        _path, form = self.received[-1]
        self.assertEqual(form["To"], self.client_a.partner_id.phone_sanitized)
        return re.search(r"\b[0-9]{6}\b", form["Body"])[0]

    def enter(self, code):
        return self.post("/my/profile/phone", code=code)

    def wrong(self, code):
        return f"{(int(code) + 1) % 10**6:06}"

    def is_proven(self):
        self.env.invalidate_all()
        return self.client_a in self.proofs._proven(self.client_a)

    def test_the_code_proves_the_number(self):
        self.assertIn("is not confirmed", self.url_open("/my/profile").text)
        code = self.ask()
        self.assertFalse(self.is_proven())
        self.assertIn("Your phone number is confirmed.", self.enter(f"{code[:3]} {code[3:]}"))
        self.assertTrue(self.is_proven())
        self.assertIn("is confirmed since", self.url_open("/my/profile").text)
        self.assertIn("confirmed already", self.ask())

    def test_without_proof_no_sms(self):
        self.assertNotIn("sms", self.client_a._brokersync_reachable()[self.client_a])
        self.assertFalse(self.notify().delivery_ids)
        self.enter(self.ask())
        self.assertEqual(self.notify().delivery_ids.mapped("channel"), ["sms"])

    def test_a_number_changed_while_an_sms_waits_gets_none(self):
        self.enter(self.ask())
        delivery = self.notify().delivery_ids
        self.trader_a.phone = "+47 23 10 98 77"
        self.env["brokersync.notification.delivery"].search([("id", "!=", delivery.id)]).unlink()
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_send_notifications").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(delivery.state, "dead")
        self.assertIn("not confirmed", delivery.error)
        self.assertEqual(len(self.received), 1, "the code only")

    def test_another_number_is_unproven(self):
        self.enter(self.ask())
        self.post("/my/profile", phone="+47 23 10 98 77", lang="en_US", tz="UTC")
        self.assertFalse(self.is_proven())
        self.enter(self.ask())
        self.assertTrue(self.is_proven())
        self.trader_a.phone = "+47 23 10 98 76"
        self.assertFalse(self.is_proven(), "the one before is no longer proven either")

    def test_a_code_is_of_the_number_it_was_sent_to(self):
        code = self.ask()
        self.trader_a.phone = "+47 23 10 98 77"
        self.assertIn("no longer valid", self.enter(code))
        self.assertFalse(self.is_proven())

    def test_five_tries(self):
        code = self.ask()
        for left in (4, 3, 2, 1):
            self.assertIn(f"{left} tries are left", self.enter(self.wrong(code)))
        self.assertIn("Ask for a new one", self.enter(self.wrong(code)))
        self.assertIn("no longer valid", self.enter(code))
        self.assertFalse(self.is_proven())
        self.enter(self.ask())
        self.assertTrue(self.is_proven())

    def test_ten_minutes_and_once(self):
        code = self.ask()
        proof = self.proofs._of(self.client_a)
        self.assertAlmostEqual(
            proof.code_ends_at,
            fields.Datetime.now() + timedelta(minutes=10),
            delta=timedelta(minutes=1),
        )
        proof.code_ends_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assertIn("no longer valid", self.enter(code))
        newer = self.ask()
        self.assertIn("confirmed.", self.enter(newer))
        self.assertIn("no longer valid", self.enter(newer))

    def test_the_code_before_is_worthless(self):
        first, second = self.ask(), self.ask()
        if first != second:
            self.assertIn("not the code", self.enter(first))
        self.enter(second)
        self.assertTrue(self.is_proven())

    def test_five_codes_an_hour(self):
        for _time in range(5):
            self.ask()
        self.assertIn("Too many codes.", self.ask())
        self.assertEqual(len(self.received), 5)

    def test_the_code_is_stored_nowhere(self):
        code = self.ask()
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM brokersync_phone_proof")
        self.assertFalse([row for row in self.env.cr.fetchall() if code in str(row)])
        self.assertFalse(
            self.env["sms.sms"].search([("body", "like", code), ("to_delete", "=", False)])
        )
        self.assertFalse(
            self.env["brokersync.communication"].search([("firm_id", "=", self.firm_a.id)])
        )

    def test_of_no_use_to_others(self):
        code = self.ask()
        self.assertIn("no longer valid", self.proofs._enter_code(self.client_b, code))
        for user in self.client_a, self.broker, self.administrator:
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.proofs.with_user(user).search([])
        self.assertEqual(self.url_open("/my/profile/phone", data={"code": code}).status_code, 400)
        self.assertFalse(self.is_proven())

    def test_without_a_number_there_is_nothing_to_send(self):
        self.trader_a.phone = "call me"
        self.assertIn("international form", self.ask())
        self.assertFalse(self.received)
