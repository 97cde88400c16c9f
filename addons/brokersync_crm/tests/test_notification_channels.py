import base64
import hashlib
import hmac
import json
import secrets
import struct
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from odoo.addons.sms_twilio.tools.sms_twilio import generate_twilio_sms_callback_signature
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..notify.back_off import MAX_ATTEMPTS
from ..notify.safe_http import ALLOWED_VARIABLE
from ..notify.signature import new_secret
from .http_receiver import HttpReceiver
from .receivers import smtp_receiver, twilio_receiver
from .test_notification import NotificationCommon

DELIVERY_LOG = "odoo.addons.brokersync_crm.models.brokersync_notification_delivery"
GUIDE = Path(__file__).parents[3] / "docs/guides/notifications.md"
LOOPBACK = {ALLOWED_VARIABLE: "127.0.0.0/8"}


class ChannelCommon(NotificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["brokersync.notification.delivery"].search([]).unlink()  # of the database at hand

    def send(self, channel):
        """Let the cron of this channel run, with its commits, in this test's transaction."""
        name = "cron_send_webhooks" if channel == "webhook" else "cron_send_notifications"
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"brokersync_crm.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def make_due(self, delivery):
        delivery.next_attempt = "2020-01-01 00:00:00"

    def logged(self, delivery):
        return self.env["brokersync.communication"].search([("external_ref", "=", delivery.uid)])


@tagged("post_install", "-at_install")
class TestEmail(ChannelCommon):
    def setUp(self):
        super().setUp()
        port, self.messages = self.enterContext(smtp_receiver())
        servers = self.env["ir.mail_server"]
        servers.search([]).active = False
        servers.create(
            {
                "name": "Local",
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_encryption": "none",
            }
        )
        # Odoo sends nothing in tests; here the mail server is part of the test.
        self.startPatcher(patch.object(type(servers), "_disable_send", lambda self: False))

    def test_arrives(self):
        delivery = self.notify(title="10 lots filled", body="Brent <Mar27>").delivery_ids
        self.send("email")
        [message] = self.messages
        self.assertEqual(message["Subject"], "10 lots filled")
        self.assertIn("test-a-1@test-a.example", message["To"])
        self.assertEqual(message["Message-Id"], f"<{delivery.uid}@brokersync>")
        html = message.get_body(("html",)).get_content()
        self.assertIn("Brent &lt;Mar27&gt;", html)
        self.assertIn(f"/my/notifications/{delivery.notification_id.id}", html)
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 1))

    def test_sent_once(self):
        self.notify()
        self.send("email")
        self.send("email")
        self.assertEqual(len(self.messages), 1)

    def test_the_most_urgent_first(self):
        self.notify(title="Later", priority="p4")
        self.notify(title="Now", priority="p1")
        self.send("email")
        self.assertEqual(
            [message["Subject"] for message in self.messages], ["Critical: Now", "Later"]
        )

    def test_is_logged_with_what_became_of_it(self):
        delivery = self.notify().delivery_ids
        self.send("email")
        message = self.logged(delivery)
        self.assertEqual((message.channel, message.trader_id), ("email", self.trader_a))
        self.assertEqual(message.state, "sent")

    def test_what_staff_are_told_is_no_communication_with_a_client(self):
        self.broker.email = "broker@meridian.example"
        delivery = self.notify(recipients=self.broker, record=self.firm_a).delivery_ids
        self.send("email")
        self.assertEqual(delivery.state, "sent")
        self.assertFalse(self.logged(delivery))

    @mute_logger("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_refused_and_tried_again(self):
        self.client_a.email = "refused@test-a.example"
        delivery = self.notify().delivery_ids
        self.send("email")
        self.assertEqual((delivery.state, delivery.attempts), ("failed", 1))
        self.assertTrue(delivery.error)
        self.client_a.email = "anna@test-a.example"
        self.make_due(delivery)
        self.send("email")
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 2))
        subjects = [message["Subject"] for message in self.messages]
        self.assertEqual(subjects.count("10 lots filled"), 1)

    @mute_logger(
        "odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server", DELIVERY_LOG
    )
    def test_given_up_and_sent_again(self):
        self.client_a.email = "refused@test-a.example"
        delivery = self.notify().delivery_ids
        for _turn in range(MAX_ATTEMPTS):
            self.make_due(delivery)
            self.send("email")
        self.assertEqual((delivery.state, delivery.attempts), ("dead", MAX_ATTEMPTS))
        self.assertEqual(self.logged(delivery).state, "failed")
        self.client_a.email = "anna@test-a.example"
        with self.assertRaises(AccessError):
            delivery.with_user(self.broker).action_send_again()
        delivery.with_user(self.administrator).action_send_again()
        self.send("email")
        self.assertEqual(delivery.state, "sent")

    def test_a_crash_before_the_answer_leaves_it_waiting(self):
        delivery = self.notify().delivery_ids
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            deliveries = self.env(cr=cr)["brokersync.notification.delivery"]
            self.assertEqual(deliveries._claim(["email"]).id, delivery.id)  # … and the process dies
            self.assertFalse(deliveries._claim(["email"]), "two would send it at once")
        self.env.invalidate_all()
        self.assertEqual((delivery.state, delivery.attempts), ("queued", 1))
        self.make_due(delivery)
        self.send("email")
        self.assertEqual((delivery.state, delivery.attempts), ("sent", 2))


@tagged("post_install", "-at_install")
class TestSms(ChannelCommon, HttpCase):
    """Through Odoo's Twilio addon, with a receiver on loopback where Twilio is."""

    def setUp(self):
        super().setUp()
        self.order_event.write({"email": False, "sms": True})
        self.trader_a.phone = "+47 21 55 01 20"
        self.answer = (201, {"sid": "SM1", "status": "queued"})
        url, self.received = self.enterContext(twilio_receiver(lambda form: self.answer))
        self.env["ir.config_parameter"].set_param("brokersync_crm.twilio_url", url)
        self.env.company.write(
            {
                "sms_provider": "twilio",
                "sms_twilio_account_sid": "AC" + "1" * 32,
                "sms_twilio_auth_token": "token",
                "sms_twilio_number_ids": [
                    (0, 0, {"number": "+3110555010", "country_id": self.env.ref("base.nl").id})
                ],
            }
        )

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


class Browser:
    """The keys of a browser that has switched push on, and what it reads of a message (RFC 8291, RFC 8188)."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = secrets.token_bytes(16)
        self.public = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def keys(self):
        def encode(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

        return {"p256dh": encode(self.public), "auth": encode(self.auth)}

    def read(self, body):
        salt, _size, length = struct.unpack("!16sLB", body[:21])
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        info = b"WebPush: info\0" + self.public + sender
        secret = _derive(self.auth, info, 32, shared)
        content_key = _derive(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = _derive(salt, b"Content-Encoding: nonce\0", 12, secret)
        text = AESGCM(content_key).decrypt(nonce, sealed, None)
        return json.loads(text.rstrip(b"\x02"))


def _derive(salt, info, length, secret):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


@tagged("post_install", "-at_install")
class TestPush(ChannelCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.dict("os.environ", LOOPBACK))
        self.receiver = HttpReceiver(self)
        self.receiver.status = 201
        self.browser = Browser()
        self.order_event.write({"email": False, "push": True})
        self.register(self.client_a)

    def register(self, user, **values):
        devices = self.env["mail.push.device"].with_user(user)
        key = devices.sudo().get_web_push_vapid_public_key()
        devices.register_devices(
            **{
                "endpoint": f"{self.receiver.url}/push/1",
                "keys": self.browser.keys(),
                "vapid_public_key": key,
                **values,
            }
        )

    def devices(self):
        return self.env["mail.push.device"].search(
            [("partner_id", "=", self.client_a.partner_id.id)]
        )

    def test_arrives_and_only_the_browser_can_read_it(self):
        notification = self.notify(title="10 lots filled", body="Brent Mar27")
        self.send("push")
        [request] = self.receiver.requests
        self.assertNotIn(b"Brent", request["body"])
        self.assertEqual(request["headers"]["Content-Encoding"], "aes128gcm")
        self.assertRegex(request["headers"]["Authorization"], r"^vapid t=\S+, k=\S+$")
        message = self.browser.read(request["body"])
        self.assertEqual(message["title"], "10 lots filled")
        self.assertEqual(message["options"]["body"], "Brent Mar27")
        self.assertEqual(message["options"]["data"]["url"], f"/my/notifications/{notification.id}")
        self.assertEqual(notification.delivery_ids.state, "sent")

    def test_staff_are_led_to_the_record(self):
        self.register(self.broker, endpoint=f"{self.receiver.url}/push/2")
        self.notify(recipients=self.broker, record=self.firm_a)
        self.send("push")
        data = self.browser.read(self.receiver.requests[0]["body"])["options"]["data"]
        self.assertEqual((data["model"], data["res_id"]), ("brokersync.firm", self.firm_a.id))

    def test_a_busy_push_service_is_tried_again(self):
        self.receiver.status = 503
        delivery = self.notify().delivery_ids
        with mute_logger("odoo.addons.mail.tools.web_push"):
            self.send("push")
        self.assertEqual((delivery.state, bool(self.devices())), ("failed", True))

    def test_a_browser_that_is_gone_is_forgotten(self):
        self.receiver.status = 410
        delivery = self.notify().delivery_ids
        with mute_logger("odoo.addons.mail.tools.web_push", DELIVERY_LOG):
            self.send("push")
        self.assertEqual((delivery.state, bool(self.devices())), ("dead", False))

    def test_a_browser_names_no_address_inside(self):
        with patch.dict("os.environ", {ALLOWED_VARIABLE: ""}):
            for endpoint in (
                "http://169.254.169.254/latest",
                "https://127.0.0.1/push",
                "https://[::1]/push",
                "file:///etc/passwd",
            ):
                with self.subTest(endpoint), self.assertRaises(ValidationError):
                    self.register(self.client_a, endpoint=endpoint)

    def test_keys_that_are_none(self):
        for keys in "abc", {}, {"p256dh": 1, "auth": 2}, {"p256dh": "a" * 600, "auth": "b"}:
            with self.subTest(keys), self.assertRaises(ValidationError):
                self.register(self.client_a, keys=keys)

    def test_nobody_switches_off_the_browser_of_somebody_else(self):
        endpoint = self.devices().endpoint
        devices = self.env["mail.push.device"]
        devices.with_user(self.client_b).unregister_devices(endpoint=endpoint)
        self.assertTrue(self.devices())
        devices.with_user(self.client_a).unregister_devices(endpoint=endpoint)
        self.assertFalse(self.devices())


@tagged("post_install", "-at_install")
class TestWebhook(ChannelCommon):
    def setUp(self):
        super().setUp()
        self.startPatcher(patch.dict("os.environ", LOOPBACK))
        self.receiver = HttpReceiver(self)
        self.order_event.email = False
        self.webhook = self.env["brokersync.webhook"].create(
            {
                "firm_id": self.firm_a.id,
                "name": "Back office",
                "url": f"{self.receiver.url}/hook",
                "event_ids": self.order_event.ids,
            }
        )

    def raise_event(self, event="order.test", **options):
        self.notify(event, self.firm_a, **options)
        return self.webhook.delivery_ids[:1]

    def test_arrives_signed(self):
        delivery = self.raise_event(title="10 lots filled", facts={"quantity": 10})
        self.send("webhook")
        [request] = self.receiver.requests
        headers = request["headers"]
        self.assertEqual((request["path"], headers["webhook-id"]), ("/hook", delivery.uid))
        key = base64.b64decode(self.webhook.secret.removeprefix("whsec_"))
        signed = f"{delivery.uid}.{headers['webhook-timestamp']}.".encode() + request["body"]
        digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        self.assertEqual(headers["webhook-signature"], f"v1,{digest}")
        document = json.loads(request["body"])
        self.assertEqual(document["type"], "order.test")
        self.assertEqual(document["data"]["firm"], "TEST-A")
        self.assertEqual(document["data"]["facts"], {"count": 1, "quantity": 10})
        self.assertEqual(delivery.state, "delivered")
        self.assertEqual(self.logged(delivery).channel, "webhook")

    def test_the_example_of_the_guide_verifies_it(self):
        """The receiver's code in docs/guides/notifications.md, against a real request."""
        self.raise_event()
        self.send("webhook")
        [request] = self.receiver.requests
        headers = {name.lower(): value for name, value in request["headers"].items()}
        example = GUIDE.read_text().split("```python\n")[1].split("```")[0]
        names = {}
        exec(compile(example, "guide", "exec"), names)  # noqa: S102  our own documentation
        verify, secret, body = names["verify"], self.webhook.secret, request["body"]
        self.assertEqual(verify(secret, headers, body)["type"], "order.test")
        old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}
        for case, arguments in {
            "other secret": (new_secret(), headers, body),
            "other body": (secret, headers, body + b" "),
            "other time": (secret, old, body),
            "other id": (secret, {**headers, "webhook-id": "x"}, body),
        }.items():
            with self.subTest(case), self.assertRaises(ValueError):
                verify(*arguments)

    def test_only_what_it_asked_for_and_what_is_told_to_the_firm(self):
        self.assertFalse(self.raise_event("risk.test"))
        self.notify()  # to a person
        self.assertFalse(self.webhook.delivery_ids)

    def test_a_firm_without_people_is_told(self):
        self.trader_a.active = False
        self.assertTrue(self.raise_event())

    def test_another_try_has_the_same_id(self):
        self.receiver.status = 500
        delivery = self.raise_event()
        self.send("webhook")
        self.assertEqual(delivery.state, "failed")
        self.assertIn("500", delivery.error)
        self.receiver.status = 204
        self.make_due(delivery)
        self.send("webhook")
        self.assertEqual(delivery.state, "delivered")
        first, second = self.receiver.requests
        self.assertEqual(first["headers"]["webhook-id"], second["headers"]["webhook-id"])
        self.assertEqual(first["body"], second["body"])

    @mute_logger(DELIVERY_LOG)
    def test_given_up_and_sent_again(self):
        self.receiver.status = 410
        delivery = self.raise_event()
        self.send("webhook")
        self.assertEqual((delivery.state, self.webhook.dead_count), ("dead", 1))
        self.receiver.status = 200
        self.webhook.with_user(self.broker).action_send_again()
        self.send("webhook")
        self.assertEqual(delivery.state, "delivered")

    @mute_logger(DELIVERY_LOG)
    def test_an_address_inside_is_not_called(self):
        delivery = self.raise_event()
        with patch.dict("os.environ", {ALLOWED_VARIABLE: ""}):
            self.send("webhook")
        self.assertEqual(delivery.state, "dead")
        self.assertIn("not a public address", delivery.error)
        self.assertEqual(self.receiver.requests, [])

    def test_an_address_that_is_none_is_refused(self):
        for url in "ftp://a.example", "https://user:pw@a.example", "hook", "https://a b":
            with self.subTest(url), self.assertRaises(ValidationError):
                self.webhook.url = url

    def test_test_button(self):
        self.webhook.with_user(self.broker).action_test()
        self.send("webhook")
        self.assertEqual(json.loads(self.receiver.requests[0]["body"])["type"], "account.test")

    def test_a_trader_who_may_administer_keeps_the_firms_webhooks(self):
        self.trader_a.can_administer = True
        values = {"firm_id": self.firm_a.id, "name": "Mine", "url": "https://a.example/"}
        mine = self.env["brokersync.webhook"].with_user(self.client_a).create(values)
        self.assertRegex(mine.secret, "^whsec_")
        mine.name = "Ours"
        mine.unlink()

    def test_other_traders_see_and_change_none(self):
        self.trader_a.can_administer = False
        webhooks = self.env["brokersync.webhook"].with_user(self.client_a)
        self.assertFalse(webhooks.search([]))
        values = {"firm_id": self.firm_a.id, "name": "Mine", "url": "https://a.example/"}
        for change in (
            lambda: webhooks.create(values),
            lambda: webhooks.browse(self.webhook.id).write({"url": "https://evil.example/"}),
            lambda: webhooks.browse(self.webhook.id).read(["secret"]),
            lambda: webhooks.browse(self.webhook.id).action_test(),
            lambda: webhooks.browse(self.webhook.id).action_new_secret(),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_compliance_reads_and_does_not_see_the_secret(self):
        webhook = self.webhook.with_user(self.compliance_officer)
        self.assertEqual(webhook.name, "Back office")
        self.assertNotIn("whsec_", webhook.secret)
        with self.assertRaises(AccessError):
            webhook.action_new_secret()

    def test_a_new_secret_replaces_the_old_one(self):
        old = self.webhook.secret
        self.webhook.with_user(self.broker).action_new_secret()
        self.assertNotEqual(self.webhook.secret, old)

    def test_events_of_staff_are_not_sent_to_clients(self):
        self.risk_event.audience = "staff"
        with self.assertRaisesRegex(ValidationError, "not an event for clients"):
            self.webhook.event_ids = self.risk_event

    def test_a_firm_has_few(self):
        values = {"firm_id": self.firm_a.id, "name": "More", "url": "https://a.example/"}
        self.env["brokersync.webhook"].create([values] * 4)
        with self.assertRaisesRegex(ValidationError, "at most 5"):
            self.env["brokersync.webhook"].create(values)
