from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiInteractions(ApiCase):
    """AP-09 to AP-11."""

    def setUp(self):
        super().setUp()
        self.new = {
            "trader_id": self.trader_a.id,
            "type": "call",
            "outcome": "order",
            "duration": 7,
            "subject": "Wheat March",
            "notes": "Wants <b>500</b> t\nand asks for a quote.",
        }

    def test_a_broker_records_one(self):
        response = self.call("POST", "/interactions", self.broker, self.new)
        shown = self.ok(response, 201)
        self.assertEqual(
            {name: shown[name] for name in ("trader_id", "type", "outcome", "duration", "notes")},
            {
                name: self.new[name]
                for name in ("trader_id", "type", "outcome", "duration", "notes")
            },
        )
        self.assertEqual(
            (shown["firm_id"], shown["broker"]["id"], shown["state"]),
            (self.firm_a.id, self.broker.id, "open"),
        )
        record = self.env["brokersync.interaction"].browse(shown["id"])
        self.assertNotIn("<b>", record.notes)
        self.assertEqual(
            self.ok(self.call("GET", f"/interactions/{record.id}", self.broker)), shown
        )

    def test_time_is_kept_in_utc(self):
        data = self.new | {"date": "2026-03-29T02:30:00+02:00"}
        shown = self.ok(self.call("POST", "/interactions", self.broker, data), 201)
        self.assertEqual(shown["date"], "2026-03-29T00:30:00Z")

    def test_who_may_not(self):
        self.refused(
            self.call("POST", "/interactions", self.client_a, self.new), 403, "access_denied"
        )
        self.refused(
            self.call("POST", "/interactions", self.risk_officer, self.new), 403, "access_denied"
        )
        path = f"/traders/{self.trader_a.id}/interactions"
        self.refused(self.call("GET", path, self.client_a), 403, "access_denied")

    def test_with_another_firm(self):
        for data in {"trader_id": self.trader_b.id}, {"trader_id": None, "firm_id": self.firm_b.id}:
            response = self.call("POST", "/interactions", self.broker, self.new | data)
            self.refused(response, 404, "not_found")
        other = self.env["brokersync.interaction"].create(
            {
                "trader_id": self.trader_b.id,
                "type_id": self.env["brokersync.interaction.type"].search([], limit=1).id,
                "outcome_id": self.env["brokersync.interaction.outcome"].search([], limit=1).id,
            }
        )
        self.refused(self.call("GET", f"/interactions/{other.id}", self.broker), 404, "not_found")
        path = f"/traders/{self.trader_b.id}/interactions"
        self.refused(self.call("GET", path, self.broker), 404, "not_found")

    def test_values_that_are_not_valid(self):
        for name, value in (
            ("duration", 1.9),
            ("duration", "7"),
            ("duration", True),
            ("duration", None),
            ("duration", -1),
            ("duration", 1441),
            ("duration", 2**40),
            ("type", "seance"),
            ("outcome", "Order"),
            ("date", "2026-03-01"),
            ("date", "2026-03-01T10:00:00"),
            ("date", 1772359200),
            ("date", "2026-02-29T10:00:00Z"),
            ("date", "9999-12-31T23:59:59Z"),
            ("broker_id", 1),
            ("state", "locked"),
            ("subject", "s" * 201),
            ("notes", "n" * 20_001),
            ("notes", "a\x07b"),
        ):
            with self.subTest(name, value=value):
                response = self.call("POST", "/interactions", self.broker, self.new | {name: value})
                problem = self.refused(response, 422, "invalid")
                self.assertEqual([error["pointer"] for error in problem["errors"]], [f"/{name}"])
        response = self.call("POST", "/interactions", self.broker, self.new | {"trader_id": None})
        self.refused(response, 422, "invalid")

    def test_the_future_belongs_in_the_calendar(self):
        later = fields.Datetime.now() + timedelta(days=2)
        data = self.new | {"date": later.isoformat() + "Z"}
        self.refused(self.call("POST", "/interactions", self.broker, data), 422, "invalid")

    def test_list_of_a_trader(self):
        for hour in 10, 12, 11, 11:
            data = self.new | {"date": f"2026-03-02T{hour}:00:00Z", "subject": f"at {hour}"}
            self.ok(self.call("POST", "/interactions", self.broker, data), 201)
        path = f"/traders/{self.trader_a.id}/interactions"
        first = self.ok(self.call("GET", f"{path}?limit=2", self.risk_officer))
        rest = self.ok(
            self.call("GET", f"{path}?limit=2&cursor={first['next']}", self.risk_officer)
        )
        subjects = [item["subject"] for item in first["items"] + rest["items"]]
        self.assertEqual(subjects, ["at 12", "at 11", "at 11", "at 10"])
        self.assertEqual(len({item["id"] for item in first["items"] + rest["items"]}), 4)
        self.assertIsNone(rest["next"])
        query = "since=2026-03-02T11:00:00Z&until=2026-03-02T12:00:00Z&type=call"
        listed = self.ok(self.call("GET", f"{path}?{query}", self.broker))
        self.assertEqual([item["subject"] for item in listed["items"]], ["at 11", "at 11"])
        self.assertFalse(self.ok(self.call("GET", f"{path}?outcome=closed", self.broker))["items"])
