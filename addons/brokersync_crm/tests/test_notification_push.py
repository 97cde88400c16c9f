"""Notifications in a browser that is closed (RFC 8030)."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..notify.safe_http import ALLOWED_VARIABLE
from .channels import DELIVERY_LOG, LOOPBACK, ChannelCommon
from .http_receiver import HttpReceiver
from .push_browser import Browser


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

    def test_odoo_s_own_push_calls_no_address_of_a_client(self):
        """It follows redirects, also into this network."""
        self.register(self.broker, endpoint=f"{self.receiver.url}/push/2")
        for user, called in (self.client_a, 0), (self.broker, 1):
            devices, *_keys = self.firm_a._web_push_get_partners_parameters(user.partner_id.ids)
            self.assertEqual(len(devices), called)

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
