import json

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


class NotificationCommon(BrokersyncCommon):
    """Two events without preferences: `order.test` in the bell and by e-mail, `risk.test` critical."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        events = cls.env["brokersync.notification.event"]
        cls.order_event = events.create(
            {"code": "order.test", "name": "Order test", "category": "order", "email": True}
        )
        cls.risk_event = events.create(
            {"code": "risk.test", "name": "Risk test", "category": "risk", "priority": "p1"}
        )
        cls.notifications = cls.env["brokersync.notification"]

    @classmethod
    def prove_phone(cls, user):
        """As if a code sent to the present number had been typed in."""
        proofs = cls.env["brokersync.phone.proof"]
        number = user.partner_id.phone_sanitized
        return proofs.create(
            {"user_id": user.id, "number": number, "proven_at": fields.Datetime.now()}
        )

    @classmethod
    def notify(cls, event="order.test", recipients=None, title="10 lots filled", **options):
        return cls.notifications._notify(event, recipients or cls.client_a, title=title, **options)


@tagged("post_install", "-at_install")
class TestNotification(NotificationCommon):
    def test_the_receiver_has_it_in_the_bell_and_on_its_way(self):
        notification = self.notify(body="Brent Mar27")
        mine = self.notifications.with_user(self.client_a)
        self.assertEqual(mine._unread_of_user().title, "10 lots filled")
        self.assertEqual(notification.delivery_ids.mapped("channel"), ["email"])
        self.assertEqual(notification.delivery_ids.state, "queued")
        self.assertEqual(notification.firm_id, self.firm_a)

    def test_a_firm_means_its_traders_who_may_view(self):
        analyst, analyst_user = self._new_trader(self.firm_a, "TEST-A-2", "Ada Alpha")
        self.assertEqual(self.notify(recipients=self.firm_a).user_id, self.client_a | analyst_user)
        analyst.can_view = False
        self.assertEqual(self.notify(recipients=self.firm_a).user_id, self.client_a)

    def test_who_is_archived_is_told_nothing(self):
        self.client_a.active = False
        self.assertFalse(self.notify())

    def test_nobody_reads_what_others_were_told(self):
        notification = self.notify()
        for user in self.client_b, self.broker, self.risk_officer, self.compliance_officer:
            with self.subTest(user.login), self.assertRaises(AccessError):
                notification.with_user(user).read(["title"])
        self.assertTrue(notification.with_user(self.client_a).read(["title"]))
        self.assertTrue(notification.with_user(self.administrator).read(["title"]))

    def test_who_loses_sight_of_a_firm_loses_what_was_told_about_it(self):
        notification = self.notify(recipients=self.broker, record=self.firm_a)
        self.assertEqual(notification.with_user(self.broker).title, "10 lots filled")
        self.firm_a.broker_ids = False
        with self.assertRaises(AccessError):
            notification.with_user(self.broker).read(["title"])

    def test_nobody_writes_one(self):
        notification = self.notify()
        for user in self.client_a, self.broker, self.administrator:
            with self.subTest(user.login), self.assertRaises(AccessError):
                notification.with_user(user).write({"title": "Mine"})

    def test_one_acknowledges_for_all(self):
        told = self.notify("risk.test", self.risk_officer | self.compliance_officer)
        self.assertEqual(told.mapped("acknowledge_required"), [True, True])
        mine = told.filtered(lambda one: one.user_id == self.risk_officer)
        mine.with_user(self.risk_officer).action_acknowledge()
        self.assertEqual(told.acknowledged_by_id, self.risk_officer)
        self.assertTrue(mine.read_at)
        self.assertFalse((told - mine).read_at)

    def test_what_others_were_told_is_not_acknowledged(self):
        told = self.notify("risk.test", self.risk_officer)
        with self.assertRaises(AccessError):
            told.with_user(self.broker).action_acknowledge()
        self.assertFalse(told.acknowledged_at)

    def test_an_event_must_be_declared(self):
        with self.assertRaisesRegex(ValidationError, "order.unheard"):
            self.notify("order.unheard")

    def test_it_leads_nowhere_else(self):
        for url in (
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/my\r\nX: 1",
            "my",
        ):
            with self.subTest(url), self.assertRaisesRegex(ValidationError, "not a page"):
                self.notify(url=url)
        self.assertEqual(self.notify(url="/my/orders?page=2")._target(), "/my/orders?page=2")

    def test_a_member_of_staff_is_led_to_the_record(self):
        notification = self.notify(recipients=self.broker, record=self.firm_a)
        self.assertEqual(notification._target(), f"/odoo/brokersync.firm/{self.firm_a.id}")
        self.assertEqual(self.notify(record=self.firm_a)._target(), "")

    def test_it_appears_on_the_open_screen(self):
        self.env.cr.precommit.run()
        notification = self.notify(body="Brent Mar27")
        self.env.cr.precommit.run()
        message = self.env["bus.bus"].sudo().search([], order="id desc", limit=1)
        self.assertIn(f'"res.partner",{self.client_a.partner_id.id}', message.channel)
        payload = json.loads(message.message)
        self.assertEqual(payload["type"], "brokersync_crm/notification")
        self.assertEqual(payload["payload"]["id"], notification.id)

    def test_what_is_critical_waits_on_the_clients_home(self):
        self.assertNotIn("Margin call", self.attention())
        told = self.notify("risk.test", title="Margin call")
        self.assertIn("Margin call", self.attention())
        told.with_user(self.client_a).action_acknowledge()
        self.assertNotIn("Margin call", self.attention())

    def attention(self):
        client = self.client_a.with_user(self.client_a)
        return [item["title"] for item in client._brokersync_attention()]

    def test_old_ones_are_forgotten(self):
        old, new = self.notify(title="Old"), self.notify(title="New")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE brokersync_notification SET create_date = '2020-01-01' WHERE id = %s", [old.id]
        )
        self.notifications._purge()
        self.assertEqual((old.exists(), new.exists()), (old.browse(), new))


@tagged("post_install", "-at_install")
class TestNotificationPages(NotificationCommon, HttpCase):
    def call(self, route, **params):
        return self.url_open(route, json={"params": params}).json()["result"]

    def test_bell(self):
        first, second = self.notify(title="First"), self.notify(title="Second")
        self.notify(recipients=self.client_b, title="Not mine")
        self.authenticate("test-a-1", "test-a-1")
        answer = self.call("/brokersync/notifications")
        self.assertEqual([item["title"] for item in answer["items"]], ["Second", "First"])
        self.assertEqual(self.call("/brokersync/notifications/read", ids=[first.id])["count"], 1)
        self.assertEqual(self.call("/brokersync/notifications/read")["count"], 0)
        self.assertTrue(second.read_at)

    def test_bell_changes_nothing_of_others(self):
        other = self.notify("risk.test", self.client_b)
        self.authenticate("test-a-1", "test-a-1")
        self.call("/brokersync/notifications/read", ids=[other.id])
        self.call("/brokersync/notifications/acknowledge", ids=[other.id])
        self.assertFalse(other.read_at)
        self.assertFalse(other.acknowledged_at)

    def test_page_lists_and_leads_on(self):
        notification = self.notify(title="10 lots filled", url="/my/firm")
        self.notify(recipients=self.client_b, title="Not mine")
        self.authenticate("test-a-1", "test-a-1")
        page = self.url_open("/my/notifications").text
        self.assertIn("10 lots filled", page)
        self.assertNotIn("Not mine", page)
        page = self.url_open(f"/my/notifications/{notification.id}")
        self.assertTrue(page.url.endswith("/my/firm"))
        self.assertTrue(notification.read_at)

    def test_page_of_somebody_else_leads_back_to_the_list(self):
        other = self.notify(recipients=self.client_b, url="/my/firm")
        self.authenticate("test-a-1", "test-a-1")
        page = self.url_open(f"/my/notifications/{other.id}")
        self.assertTrue(page.url.endswith("/my/notifications"))
        self.assertFalse(other.read_at)

    def test_who_is_no_trader_has_an_empty_bell(self):
        self.authenticate("bs_internal", "bs_internal")
        self.assertEqual(self.call("/brokersync/notifications"), {"count": 0, "items": []})
