"""Notifications by mail, with a mail server on loopback."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..notify.back_off import MAX_ATTEMPTS
from .channels import DELIVERY_LOG, ChannelCommon
from .receivers import smtp_receiver


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
