from odoo.tests import HttpCase, tagged

from .test_notification import NotificationCommon


@tagged("post_install", "-at_install")
class TestPreferencePages(NotificationCommon, HttpCase):
    def post(self, path, **form):
        page = self.url_open("/my/notifications/preferences").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(path, {"csrf_token": token, **form})

    def choose(self, **form):
        return self.post(
            "/my/notifications/preferences",
            **{"quiet_from": "22:30", "quiet_to": "07:15", **form},
        )

    def test_a_client_chooses(self):
        self.authenticate("test-a-1", "test-a-1")
        page = self.choose(quiet="1", **{f"{self.order_event.id}-sms": "1"})
        self.assertIn("Saved.", page.text)
        self.assertTrue(self.client_a.brokersync_quiet)
        self.assertEqual(self.client_a.brokersync_quiet_from, 22.5)
        self.assertEqual(self.client_a.brokersync_quiet_to, 7.25)
        chosen = self.env["brokersync.notification.preference"]._chosen(
            self.client_a, self.order_event
        )
        self.assertEqual(chosen, {(self.client_a.id, self.order_event.id): {"sms"}})
        self.assertIn('value="22:30"', page.text)

    def test_nothing_else_of_the_login_is_taken(self):
        self.authenticate("test-a-1", "test-a-1")
        self.choose(login="root", group_ids="1", brokersync_quiet="1")
        self.assertEqual(self.client_a.login, "test-a-1")
        self.assertFalse(self.client_a.brokersync_quiet)

    def test_events_of_staff_cannot_be_chosen(self):
        self.risk_event.audience = "staff"
        self.authenticate("test-a-1", "test-a-1")
        self.choose(**{f"{self.risk_event.id}-sms": "1"})
        self.assertFalse(
            self.env["brokersync.notification.preference"]._chosen(self.client_a, self.risk_event)
        )

    def test_not_a_time(self):
        self.authenticate("test-a-1", "test-a-1")
        for text in "25:00", "7", "":
            with self.subTest(text):
                self.assertIn("is not a time", self.choose(quiet_from=text).text)

    def test_a_browser_is_switched_on_and_off_by_its_owner(self):
        self.authenticate("test-a-1", "test-a-1")

        def call(name, **params):
            route = f"/my/notifications/push/{name}"
            return self.url_open(route, json={"params": params}).json()

        subscription = {
            "endpoint": "https://push.invalid/1",
            "keys": {"p256dh": "a" * 87, "auth": "b" * 22},
        }
        call("on", subscription=subscription, key=call("key")["result"])
        device = self.env["mail.push.device"].search([("endpoint", "=", subscription["endpoint"])])
        self.assertEqual(device.partner_id, self.client_a.partner_id)
        inside = {**subscription, "endpoint": "https://169.254.169.254/"}
        self.assertIn(
            "not a public", str(call("on", subscription=inside, key=call("key")["result"]))
        )
        call("off", endpoint=subscription["endpoint"])
        self.assertFalse(device.exists())


@tagged("post_install", "-at_install")
class TestWebhookPages(NotificationCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.trader_a.can_administer = True

    def post(self, path, **form):
        page = self.url_open("/my/notifications/preferences").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(path, {"csrf_token": token, **form})

    def webhooks(self):
        return self.env["brokersync.webhook"].search([("firm_id", "=", self.firm_a.id)])

    def test_whoever_may_administer_adds_changes_and_removes(self):
        self.authenticate("test-a-1", "test-a-1")
        event = f"event-{self.order_event.id}"
        page = self.post("/my/webhooks", name="Ours", url="https://a.example/", **{event: "1"})
        webhook = self.webhooks()
        self.assertEqual((webhook.name, webhook.event_ids), ("Ours", self.order_event))
        self.assertIn(webhook.secret, page.text)
        self.post(f"/my/webhooks/{webhook.id}", name="Ours", url="https://b.example/")
        self.assertEqual((webhook.url, len(webhook.event_ids)), ("https://b.example/", 0))
        self.post(f"/my/webhooks/{webhook.id}/test")
        self.assertEqual(webhook.delivery_ids.state, "queued")
        self.post(f"/my/webhooks/{webhook.id}/remove")
        self.assertFalse(webhook.exists())

    def test_an_address_that_is_none_is_said(self):
        self.authenticate("test-a-1", "test-a-1")
        page = self.post("/my/webhooks", name="Ours", url="https://user:pw@a.example/")
        self.assertIn("must not contain a user name", page.text)
        self.assertFalse(self.webhooks())

    def test_others_are_sent_home(self):
        self.trader_a.can_administer = False
        self.authenticate("test-a-1", "test-a-1")
        self.assertTrue(self.url_open("/my/webhooks").url.endswith("/my"))
        self.post("/my/webhooks", name="Ours", url="https://a.example/")
        self.assertFalse(self.webhooks())

    def test_the_webhook_of_another_firm_stays(self):
        other = self.env["brokersync.webhook"].create(
            {"firm_id": self.firm_b.id, "name": "Theirs", "url": "https://b.example/"}
        )
        self.authenticate("test-a-1", "test-a-1")
        for path in "", "/remove", "/secret", "/test":
            self.post(f"/my/webhooks/{other.id}{path}", name="Mine", url="https://a.example/")
        self.assertEqual((other.exists().name, len(other.delivery_ids)), ("Theirs", 0))
        self.assertNotIn("Theirs", self.url_open("/my/webhooks").text)
