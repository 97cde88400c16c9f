"""Notifications to a firm's own server: signed, repeated, given up, kept by whom."""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..notify.safe_http import ALLOWED_VARIABLE
from ..notify.signature import new_secret
from .channels import DELIVERY_LOG, LOOPBACK, ChannelCommon
from .http_receiver import HttpReceiver

GUIDE = Path(__file__).parents[3] / "docs/guides/notifications.md"


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
        for url in (
            "ftp://a.example",
            "https://user:pw@a.example",
            "hook",
            "https://a b",
            "https://10.0.0.1/",
        ):
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
