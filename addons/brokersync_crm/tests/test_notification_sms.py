"""Notifications by SMS."""

from odoo.addons.sms_twilio.tools.sms_twilio import generate_twilio_sms_callback_signature
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .channels import DELIVERY_LOG, ChannelCommon
from .receivers import twilio_receiver, use_twilio


@tagged("post_install", "-at_install")
class TestSms(ChannelCommon, HttpCase):
    """Through Odoo's Twilio addon, with a receiver on loopback where Twilio is."""

    def setUp(self):
        super().setUp()
        self.order_event.write({"email": False, "sms": True})
        self.trader_a.phone = "+47 21 55 01 20"
        self.prove_phone(self.client_a)
        self.answer = (201, {"sid": "SM1", "status": "queued"})
        url, self.received = self.enterContext(twilio_receiver(lambda form: self.answer))
        self.env["ir.config_parameter"].set_param("brokersync_crm.twilio_url", url)
        use_twilio(self.env)

    def test_arrives(self):
        delivery = self.notify(title="10 lots filled", body="Brent Mar27").delivery_ids
        self.send("sms")
        [(_path, form)] = self.received
        self.assertEqual((form["To"], form["Body"]), ("+4721550120", "10 lots filled. Brent Mar27"))
        self.assertIn(delivery.uid, form["StatusCallback"])
        self.assertEqual(delivery.state, "sent")
        self.assertEqual(
            (self.logged(delivery).channel, self.logged(delivery).state), ("sms", "sent")
        )

    def test_a_long_text_is_cut(self):
        self.notify(body="x" * 2000)
        self.send("sms")
        text = self.received[0][1]["Body"]
        self.assertEqual((len(text), text[-1]), (300, "…"))

    def test_a_provider_in_trouble_is_tried_again(self):
        self.answer = (503, {"message": "Service unavailable"})
        delivery = self.notify().delivery_ids
        self.send("sms")
        self.assertEqual(delivery.state, "failed")
        self.answer = (201, {"sid": "SM1", "status": "queued"})
        self.make_due(delivery)
        self.send("sms")
        self.assertEqual((delivery.state, len(self.received)), ("sent", 2))

    @mute_logger(DELIVERY_LOG)
    def test_a_wrong_number_is_given_up(self):
        self.answer = (400, {"code": 21211, "message": "Invalid 'To' Phone Number"})
        delivery = self.notify().delivery_ids
        self.send("sms")
        self.assertEqual((delivery.state, delivery.attempts), ("dead", 1))

    def test_the_providers_report_comes_back(self):
        delivery = self.notify().delivery_ids
        self.send("sms")
        report = {"SmsStatus": "delivered"}
        signed = generate_twilio_sms_callback_signature(self.env.company, delivery.uid, report)
        answer = self.url_open(
            f"/sms_twilio/status/{delivery.uid}", report, headers={"X-Twilio-Signature": signed}
        )
        self.assertEqual(answer.text, "OK")
        self.assertEqual(delivery.state, "delivered")
        self.assertEqual(self.logged(delivery).state, "delivered")
