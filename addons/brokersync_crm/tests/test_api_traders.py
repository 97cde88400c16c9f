from odoo.tests import tagged

from .api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiTraders(ApiCase):
    """AP-05 to AP-08."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people_a = f"/firms/{cls.firm_a.id}/traders"
        cls.people_b = f"/firms/{cls.firm_b.id}/traders"
        cls.path_a = f"{cls.people_a}/{cls.trader_a.id}"

    def test_a_broker_adds_a_person(self):
        data = {"name": "Nora", "email": "nora@alpha.example", "permissions": {"report": True}}
        response = self.call("POST", self.people_a, self.broker, data)
        shown = self.ok(response, 201)
        trader = self.env["brokersync.trader"].browse(shown["id"])
        self.assertEqual((trader.firm_id, trader.name), (self.firm_a, "Nora"))
        self.assertTrue(trader.can_view and trader.can_trade and trader.can_report)
        self.assertFalse(trader.can_withdraw or shown["has_login"])
        self.assertRegex(shown["code"], r"^TR-\d+$")
        self.assertEqual(response.headers["Location"], f"/api/v1{self.people_a}/{trader.id}")

    def test_who_may_not_add_a_person(self):
        for user in self.client_a, self.risk_officer:
            response = self.call("POST", self.people_a, user, {"name": "Spy"})
            self.refused(response, 403, "access_denied")
        for user in self.client_a, self.broker:
            response = self.call("POST", self.people_b, user, {"name": "Spy"})
            self.refused(response, 404, "not_found")

    def test_a_person_stays_with_the_firm_of_the_address(self):
        data = {"name": "Spy", "firm_id": self.firm_b.id}
        problem = self.refused(self.call("POST", self.people_a, self.broker, data), 422, "invalid")
        self.assertEqual(problem["errors"][0]["pointer"], "/firm_id")

    def test_values_that_are_not_valid(self):
        for name, value in (
            ("role", "owner"),
            ("permissions", {"fly": True}),
            ("permissions", {"trade": 1}),
            ("permissions", {"trade": "true"}),
            ("user_id", 1),
            ("can_trade", True),
            ("active", False),
        ):
            with self.subTest(name, value=value):
                response = self.call("POST", self.people_a, self.broker, {"name": "N", name: value})
                problem = self.refused(response, 422, "invalid")
                self.assertTrue(problem["errors"][0]["pointer"].startswith(f"/{name}"))

    def test_read_and_list(self):
        for user in self.broker, self.client_a, self.compliance_officer:
            shown = self.ok(self.call("GET", self.path_a, user))
            self.assertEqual((shown["name"], shown["firm_id"]), ("Anna Alpha", self.firm_a.id))
            listed = self.ok(self.call("GET", self.people_a, user))
            self.assertEqual([person["id"] for person in listed["items"]], [self.trader_a.id])

    def test_people_of_another_firm_are_not_there(self):
        for path in (
            self.people_b,
            f"{self.people_b}/{self.trader_b.id}",
            f"{self.people_a}/{self.trader_b.id}",
        ):
            self.refused(self.call("GET", path, self.client_a), 404, "not_found")
        response = self.call("GET", f"{self.people_a}/{self.trader_b.id}", self.administrator)
        self.refused(response, 404, "not_found")

    def test_without_the_permission_to_view_nothing_is_there(self):
        self.trader_a.can_view = False
        self.refused(self.call("GET", self.path_a, self.client_a), 404, "not_found")

    def test_change_a_permission(self):
        changes = {"permissions": {"trade": False}}
        self.refused(
            self.call("PATCH", self.path_a, self.broker, changes), 428, "precondition_required"
        )
        tag = self.call("GET", self.path_a, self.broker).headers["ETag"]
        shown = self.ok(self.call("PATCH", self.path_a, self.broker, changes, If_Match=tag))
        self.assertFalse(shown["permissions"]["trade"])
        self.assertTrue(shown["permissions"]["view"])
        self.assertFalse(self.trader_a.can_trade)
        self.refused(
            self.call("PATCH", self.path_a, self.broker, changes, If_Match=tag),
            412,
            "precondition_failed",
        )

    def test_nobody_gives_permissions_to_oneself(self):
        changes = {"permissions": {"withdraw": True}}
        response = self.call("PATCH", self.path_a, self.client_a, changes, If_Match="*")
        self.refused(response, 403, "access_denied")
        self.assertFalse(self.trader_a.can_withdraw)

    def test_replace(self):
        data = {"name": "Anna B.", "role": "analyst"}
        shown = self.ok(self.call("PUT", self.path_a, self.broker, data, If_Match="*"))
        self.assertEqual(
            (shown["name"], shown["role"], shown["email"]), ("Anna B.", "analyst", None)
        )
        self.assertFalse(shown["permissions"]["trade"])

    def test_archive_ends_every_way_in(self):
        key = self.key_of(self.client_a)
        self.ok(self.call("GET", self.path_a, key=key))
        self.ok(self.call("DELETE", self.path_a, self.broker), 204)
        self.assertFalse(self.trader_a.active or self.client_a.active)
        self.refused(self.call("GET", self.path_a, key=key), 401, "unauthenticated")

    def test_who_may_not_archive(self):
        for user in self.client_a, self.risk_officer:
            self.refused(self.call("DELETE", self.path_a, user), 403, "access_denied")
        self.assertTrue(self.trader_a.active)
