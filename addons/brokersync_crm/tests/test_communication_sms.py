from odoo.addons.sms_twilio.tools.sms_twilio import generate_twilio_sms_callback_signature
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..controllers.sms import PATH, signature
from .common import BrokersyncCommon
from .receivers import twilio_receiver, use_twilio

NUMBER = "+4721550120"


@tagged("post_install", "-at_install")
class TestCommunicationSms(BrokersyncCommon, HttpCase):
    """SMS through Odoo's Twilio addon, with a receiver on loopback where Twilio is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.communications = cls.env["brokersync.communication"]
        cls.trader_a.phone = "+47 21 55 01 20"
        use_twilio(cls.env)

    def send(self, answer):
        """Send an SMS as the broker; return its communication and what the provider received."""
        conversations = self.env["brokersync.conversation"].with_user(self.broker)
        conversation = conversations.browse(
            conversations.send(self.trader_a.id, "sms", "Filled 5 at 61.25")
        )
        message = conversation.sudo().last_id
        with twilio_receiver(answer) as (url, received):
            self.env["ir.config_parameter"].set_param("brokersync_crm.twilio_url", url)
            self.env["sms.sms"].search([("uuid", "=", message.external_ref)]).send()
        return message, received

    def accepted(self, _form):
        return 201, {"sid": "SM1", "status": "queued"}

    def report(self, message, state, key="token"):
        """The provider's report about `message`, signed as Twilio signs."""
        company = self.env.company
        company.sms_twilio_auth_token = key
        form = {"SmsStatus": state, "ErrorCode": "30005", "ErrorMessage": "Unknown handset"}
        signed = generate_twilio_sms_callback_signature(company, message.external_ref, form)
        company.sms_twilio_auth_token = "token"
        return self.url_open(
            f"/sms_twilio/status/{message.external_ref}",
            form,
            headers={"X-Twilio-Signature": signed},
        )

    def test_goes_to_the_provider(self):
        message, [(path, form)] = self.send(self.accepted)
        self.assertEqual(path, f"/2010-04-01/Accounts/AC{'1' * 32}/Messages.json")
        self.assertEqual((form["To"], form["Body"]), (NUMBER, "Filled 5 at 61.25"))
        self.assertEqual((message.channel, message.state), ("sms", "sent"))

    def test_the_provider_reports_what_became_of_it(self):
        message, _received = self.send(self.accepted)
        self.assertEqual(self.report(message, "delivered").text, "OK")
        self.assertEqual(message.state, "delivered")
        failed, _received = self.send(self.accepted)
        self.report(failed, "undelivered")
        self.assertEqual(
            (failed.state, failed.status_ids[-1].reason), ("failed", "Unknown handset")
        )

    def test_a_report_that_is_not_signed_changes_nothing(self):
        message, _received = self.send(self.accepted)
        self.assertEqual(self.report(message, "delivered", key="guessed").status_code, 404)
        self.assertEqual(message.state, "sent")

    def test_a_number_the_provider_refuses_is_a_failure(self):
        message, _received = self.send(
            lambda _form: (400, {"code": 21211, "message": "Invalid 'To' number"})
        )
        self.assertEqual(message.state, "failed")
        self.assertIn("Invalid", message.status_ids.reason)

    def test_a_trader_without_a_number_is_refused(self):
        self.trader_a.phone = False
        with self.assertRaisesRegex(UserError, "no valid phone"):
            self.send(self.accepted)

    def receive(self, number, key="token", reference="SM9"):
        form = {"From": number, "To": "+3110555010", "Body": "Call me", "MessageSid": reference}
        company = self.env.company
        company.sms_twilio_auth_token = key
        signed = signature(company, form)
        company.sms_twilio_auth_token = "token"
        return self.url_open(PATH, form, headers={"X-Twilio-Signature": signed})

    def test_comes_in_once(self):
        for _again in range(2):
            answer = self.receive(NUMBER)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("<Response/>", answer.text)
        message = self.communications.search([("external_ref", "=", "SM9")])
        self.assertEqual((message.trader_id, message.body), (self.trader_a, "Call me"))
        self.assertEqual((message.direction, message.conversation_id.desk_unread), ("in", 1))

    def test_an_unsigned_or_unknown_sms_is_not_taken(self):
        self.assertEqual(self.receive(NUMBER, key="guessed").status_code, 404)
        self.env.company.sms_twilio_auth_token = False
        self.assertEqual(self.url_open(PATH, {"From": NUMBER}).status_code, 404)
        self.env.company.sms_twilio_auth_token = "token"
        self.assertEqual(self.receive("+4799999999").status_code, 200)
        self.assertFalse(self.communications.search([("external_ref", "=", "SM9")]))
