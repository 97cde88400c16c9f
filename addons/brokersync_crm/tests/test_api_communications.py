from odoo.tests import tagged

from .api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiCommunications(ApiCase):
    """AP-14 to AP-16."""

    def setUp(self):
        super().setUp()
        self.new = {"trader_id": self.trader_a.id, "body": "Confirmed.\nThank you."}

    def test_a_broker_writes_and_the_trader_reads(self):
        response = self.call("POST", "/communications", self.broker, self.new)
        shown = self.ok(response, 201)
        self.assertEqual(
            (shown["body"], shown["direction"], shown["channel"], shown["broker"]["id"]),
            (self.new["body"], "out", "in_app", self.broker.id),
        )
        path = f"/communications/{shown['id']}"
        self.assertEqual(response.headers["Location"], f"/api/v1{path}")
        self.assertEqual(self.ok(self.call("GET", path, self.client_a))["body"], self.new["body"])
        listed = self.ok(
            self.call("GET", f"/traders/{self.trader_a.id}/communications", self.client_a)
        )
        self.assertEqual([message["id"] for message in listed["items"]], [shown["id"]])

    def test_a_trader_writes_to_the_desk(self):
        shown = self.ok(self.call("POST", "/communications", self.client_a, self.new), 201)
        self.assertEqual((shown["direction"], shown["trader_id"]), ("in", self.trader_a.id))
        path = f"/traders/{self.trader_a.id}/communications?direction=in"
        listed = self.ok(self.call("GET", path, self.broker))
        self.assertEqual([message["id"] for message in listed["items"]], [shown["id"]])
        path = f"/traders/{self.trader_a.id}/communications?direction=out"
        self.assertFalse(self.ok(self.call("GET", path, self.broker))["items"])

    def test_a_trader_writes_in_the_app_and_in_the_own_name_only(self):
        response = self.call(
            "POST", "/communications", self.client_a, self.new | {"channel": "sms"}
        )
        self.refused(response, 403, "access_denied")
        colleague, _user = self._new_trader(self.firm_a, "TEST-A-2", "Carl")
        data = self.new | {"trader_id": colleague.id}
        response = self.call("POST", "/communications", self.client_a, data)
        self.refused(response, 403, "access_denied")

    def test_who_may_not(self):
        for user in self.risk_officer, self.compliance_officer:
            response = self.call("POST", "/communications", user, self.new)
            self.refused(response, 403, "access_denied")

    def test_with_another_firm(self):
        data = self.new | {"trader_id": self.trader_b.id}
        for user in self.broker, self.client_a:
            self.refused(self.call("POST", "/communications", user, data), 404, "not_found")
            path = f"/traders/{self.trader_b.id}/communications"
            self.refused(self.call("GET", path, user), 404, "not_found")
        other = self.env["brokersync.communication"]._log(
            "in_app", "out", firm=self.firm_b, trader=self.trader_b, body="secret"
        )
        for user in self.broker, self.client_a:
            self.refused(self.call("GET", f"/communications/{other.id}", user), 404, "not_found")

    def test_values_that_are_not_valid(self):
        for name, value in (
            ("body", ""),
            ("body", " "),
            ("body", None),
            ("body", ["a"]),
            ("body", "b" * 20_001),
            ("body", "a\u202eb"),
            ("channel", "fax"),
            ("channel", "call"),
            ("trader_id", "1"),
            ("trader_id", 1.0),
            ("trader_id", True),
            ("direction", "in"),
            ("firm_id", 1),
        ):
            with self.subTest(name, value=value):
                response = self.call(
                    "POST", "/communications", self.broker, self.new | {name: value}
                )
                problem = self.refused(response, 422, "invalid")
                self.assertEqual([error["pointer"] for error in problem["errors"]], [f"/{name}"])
