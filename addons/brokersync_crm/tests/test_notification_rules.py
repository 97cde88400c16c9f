from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Datetime
from odoo.tests import tagged

from .test_notification import NotificationCommon

NOON = Datetime.to_datetime("2026-11-20 12:00:00")
NIGHT = Datetime.to_datetime("2026-11-20 22:30:00")  # 23:30 in Oslo
MORNING = Datetime.to_datetime("2026-11-21 06:00:00")  # 7 in Oslo


@tagged("post_install", "-at_install")
class TestPreferences(NotificationCommon):
    def choose(self, user, event, *channels):
        self.env["brokersync.notification.preference"].with_user(user)._choose(
            {event: set(channels)}
        )

    def channels(self, notification):
        told = {*notification.delivery_ids.mapped("channel")}
        return told | ({"in_app"} if notification.in_app else set())

    def test_without_a_choice_the_events_channels_hold(self):
        self.assertEqual(self.channels(self.notify()), {"in_app", "email"})

    def test_the_choice_of_one_is_not_that_of_another(self):
        self.client_a.partner_id.phone = "+47 400 00 001"
        self.prove_phone(self.client_a)
        self.choose(self.client_a, self.order_event, "sms")
        self.assertEqual(self.channels(self.notify()), {"sms"})
        self.assertEqual(self.channels(self.notify(recipients=self.client_b)), {"in_app", "email"})

    def test_whoever_wants_nothing_gets_nothing(self):
        self.choose(self.client_a, self.order_event)
        self.assertFalse(self.notify())

    def test_a_choice_like_the_default_is_none(self):
        self.choose(self.client_a, self.order_event)
        self.choose(self.client_a, self.order_event, "in_app", "email")
        kept = self.env["brokersync.notification.preference"].search(
            [("user_id", "=", self.client_a.id)]
        )
        self.assertFalse(kept)

    def test_what_is_mandatory_cannot_be_switched_off(self):
        self.order_event.mandatory = True
        self.choose(self.client_a, self.order_event)
        self.assertEqual(self.channels(self.notify()), {"in_app", "email"})

    def test_what_must_be_acknowledged_is_always_in_the_bell(self):
        self.choose(self.client_a, self.risk_event)
        self.assertEqual(self.channels(self.notify("risk.test")), {"in_app"})

    def test_a_channel_that_does_not_reach_is_left_out(self):
        self.choose(self.client_a, self.order_event, "in_app", "email", "sms", "push")
        self.client_a.partner_id.write({"email": False, "phone": False})
        self.assertEqual(self.channels(self.notify()), {"in_app"})

    def test_staff_choose_for_themselves_only(self):
        preferences = self.env["brokersync.notification.preference"]
        preferences.with_user(self.broker).action_open_mine()
        mine = preferences.search([("user_id", "=", self.broker.id)])
        self.assertIn(self.order_event, mine.event_id)
        mine[0].with_user(self.broker).sms = True
        with self.assertRaises(AccessError):
            mine[0].with_user(self.risk_officer).sms = False
        with self.assertRaises(AccessError):
            preferences.with_user(self.client_a).action_open_mine()

    def test_events_of_staff_are_not_offered_to_clients(self):
        self.risk_event.audience = "staff"
        self.assertNotIn(self.risk_event, self.client_a._brokersync_notification_events())
        self.assertIn(self.risk_event, self.broker._brokersync_notification_events())
        events = self.env["brokersync.notification.event"].with_user(self.client_a)
        self.assertIn(self.order_event, events.search([]))
        with self.assertRaises(AccessError):
            events.browse(self.risk_event.id).read(["name"])


@tagged("post_install", "-at_install")
class TestQuietHours(NotificationCommon):
    def setUp(self):
        super().setUp()
        self.client_a.write({"tz": "Europe/Oslo", "brokersync_quiet": True})

    def test_mail_waits_for_the_morning_of_the_receiver(self):
        with freeze_time(NIGHT):
            delivery = self.notify().delivery_ids
        self.assertEqual(delivery.state, "held")
        self.assertEqual(delivery.next_attempt, MORNING)

    def test_the_same_moment_is_day_elsewhere(self):
        self.client_a.tz = "America/New_York"
        with freeze_time(NIGHT):
            self.assertEqual(self.notify().delivery_ids.state, "queued")

    def test_the_bell_rings_at_once(self):
        with freeze_time(NIGHT):
            self.assertTrue(self.notify().in_app)

    def test_what_is_critical_does_not_wait(self):
        with freeze_time(NIGHT):
            delivery = self.notify(priority="p1").delivery_ids
        self.assertEqual((delivery.state, delivery.next_attempt), ("queued", NIGHT))

    def test_not_a_time_of_the_day(self):
        for hour in -0.5, 24, 99:
            with self.subTest(hour), self.assertRaisesRegex(ValidationError, "time of the day"):
                self.client_a.brokersync_quiet_from = hour

    def test_held_deliveries_are_sent_when_it_is_over(self):
        deliveries = self.env["brokersync.notification.delivery"]
        with freeze_time(NIGHT):
            self.notify()
            self.assertEqual(deliveries._count_due(["email"]), 0)
        with freeze_time("2026-11-21 06:00:00"):
            self.assertEqual(deliveries._count_due(["email"]), 1)


@tagged("post_install", "-at_install")
class TestGrouping(NotificationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order_event.write({"groupable": True, "window": 60})

    def fill(self, **options):
        return self.notify(group_key="BRNH27", facts={"quantity": 62}, **options)

    def test_twenty_within_a_minute_are_one(self):
        with freeze_time(NOON) as clock:
            first = self.fill()
            for _turn in range(19):
                clock.tick(timedelta(seconds=2))
                self.assertEqual(self.fill(), first)
        self.assertEqual(first.facts, {"count": 20, "quantity": 1240})
        self.assertEqual(first.title, "20 × Order test")
        self.assertEqual(len(first.delivery_ids), 1)
        self.assertEqual(first.delivery_ids.next_attempt, NOON + timedelta(seconds=60))

    def test_many_raised_at_once_are_one_as_well(self):
        item = {
            "event": "order.test",
            "recipients": self.client_a,
            "title": "Fill",
            "group_key": "BRNH27",
            "facts": {"quantity": 62},
        }
        made = self.notifications._notify_many([item] * 20)
        self.assertEqual(made.facts, {"count": 20, "quantity": 1240})

    def test_what_comes_after_the_window_is_another(self):
        with freeze_time(NOON) as clock:
            first = self.fill()
            clock.tick(timedelta(seconds=61))
            self.assertNotEqual(self.fill(), first)

    def test_what_is_not_alike_is_another(self):
        first = self.fill()
        self.assertNotEqual(self.notify(group_key="WTIF27"), first)
        self.assertNotEqual(self.fill(recipients=self.client_b), first)
        self.assertNotEqual(self.notify(), first)

    def test_what_is_critical_stands_alone(self):
        first = self.fill(priority="p1")
        self.assertNotEqual(self.fill(priority="p1"), first)
        self.assertEqual(first.delivery_ids.state, "queued")

    def test_what_joins_makes_it_unread_again(self):
        first = self.fill()
        first.with_user(self.client_a).action_read()
        self.fill()
        self.assertFalse(first.read_at)

    def test_a_window_that_ends_in_quiet_hours_waits_for_the_morning(self):
        self.client_a.write({"tz": "Europe/Oslo", "brokersync_quiet": True})
        with freeze_time("2026-11-20 20:59:30"):
            delivery = self.fill().delivery_ids
        self.assertEqual(delivery.next_attempt, MORNING)


@tagged("post_install", "-at_install")
class TestEscalation(NotificationCommon):
    """A ladder of its own: after 5 minutes the firm's brokers, after 10 more the compliance officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["brokersync.notification.ladder"].search([]).active = False
        cls.ladder = cls.env["brokersync.notification.ladder"].create(
            {
                "name": "Test",
                "category": "risk",
                "step_ids": [
                    (0, 0, {"sequence": 1, "after": 5, "who": "broker"}),
                    (
                        0,
                        0,
                        {
                            "sequence": 2,
                            "after": 10,
                            "who": "user",
                            "user_id": cls.compliance_officer.id,
                        },
                    ),
                ],
            }
        )

    def told(self, first):
        return self.notifications.search([("incident", "=", first.incident)]).user_id

    def escalate_at(self, minutes):
        with freeze_time(NOON + timedelta(minutes=minutes)):
            self.notifications._escalate_due()

    def raise_risk(self):
        with freeze_time(NOON):
            return self.notify("risk.test", self.risk_officer, record=self.firm_a)

    def test_step_by_step(self):
        first = self.raise_risk()
        self.escalate_at(4)
        self.assertEqual(self.told(first), self.risk_officer)
        self.escalate_at(5)
        self.assertEqual(self.told(first), self.risk_officer | self.broker)
        self.escalate_at(14)
        self.assertEqual(self.told(first), self.risk_officer | self.broker)
        self.escalate_at(15)
        everybody = self.risk_officer | self.broker | self.compliance_officer
        self.assertEqual(self.told(first), everybody)
        self.escalate_at(999)
        self.assertEqual(self.told(first), everybody)

    def test_it_stays_on_record(self):
        first = self.raise_risk()
        self.escalate_at(5)
        second = self.notifications.search([("incident", "=", first.incident)], limit=1)
        self.assertEqual((second.user_id, second.escalation_level), (self.broker, 1))
        self.assertEqual(second.title, "Not acknowledged: 10 lots filled")
        self.assertTrue(second.acknowledge_required)

    def test_an_acknowledgement_ends_it(self):
        first = self.raise_risk()
        first.with_user(self.risk_officer).action_acknowledge()
        self.escalate_at(999)
        self.assertEqual(self.told(first), self.risk_officer)

    def test_the_next_step_can_acknowledge_for_all(self):
        first = self.raise_risk()
        self.escalate_at(5)
        self.notifications.with_user(self.broker)._unread_of_user().action_acknowledge()
        self.escalate_at(999)
        self.assertEqual(first.acknowledged_by_id, self.broker)
        self.assertNotIn(self.compliance_officer, self.told(first))

    def test_a_step_without_people_is_skipped(self):
        self.firm_a.broker_ids = False
        first = self.raise_risk()
        self.escalate_at(5)
        self.assertEqual(self.told(first), self.risk_officer | self.compliance_officer)

    def test_what_needs_no_acknowledgement_stays(self):
        with freeze_time(NOON):
            first = self.notify()
        self.escalate_at(999)
        self.assertEqual(self.told(first), self.client_a)

    def test_only_an_administrator_changes_a_ladder(self):
        self.ladder.with_user(self.administrator).name = "Better"
        with self.assertRaises(AccessError):
            self.ladder.with_user(self.broker).name = "Mine"
