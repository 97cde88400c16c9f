from odoo.tests import tagged

from .api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiUsers(ApiCase):
    """AP-23, users."""

    def test_me(self):
        shown = self.ok(self.call("GET", "/users/me", self.client_a))
        self.assertEqual(
            (shown["id"], shown["login"], shown["firm_id"], shown["trader_id"], shown["roles"]),
            (self.client_a.id, "test-a-1", self.firm_a.id, self.trader_a.id, ["trader"]),
        )
        self.assertEqual(shown["permissions"], ["view", "trade"])
        shown = self.ok(self.call("GET", "/users/me", self.broker))
        self.assertEqual((shown["roles"], shown["firm_id"]), (["broker"], None))

    def test_me_needs_no_scope_and_tells_those_of_the_key(self):
        key = self.key_of(self.broker, "firms:read")
        self.assertEqual(self.ok(self.call("GET", "/users/me", key=key))["scopes"], ["firms:read"])

    def test_oversight_lists_users(self):
        for user in self.administrator, self.compliance_officer:
            listed = self.ok(self.call("GET", "/users?login=bs_broker", user))["items"]
            self.assertEqual(
                [(u["login"], u["roles"]) for u in listed], [("bs_broker", ["broker"])]
            )
            shown = self.ok(self.call("GET", f"/users/{self.client_b.id}", user))
            self.assertEqual(shown["firm_id"], self.firm_b.id)

    def test_others_list_no_users(self):
        for user in self.client_a, self.broker, self.risk_officer, self.internal_user:
            self.refused(self.call("GET", "/users", user), 403, "access_denied")
            path = f"/users/{self.administrator.id}"
            self.refused(self.call("GET", path, user), 403, "access_denied")

    def test_an_administrator_who_manages_users_adds_one(self):
        self.administrator.group_ids += self.env.ref("base.group_erp_manager")
        data = {"name": "Bo", "email": "Bo@brokerage.example", "roles": ["broker", "risk_officer"]}
        shown = self.ok(self.call("POST", "/users", self.administrator, data), 201)
        user = self.env["res.users"].browse(shown["id"])
        self.assertEqual((user.login, shown["roles"]), ("bo@brokerage.example", data["roles"]))
        self.assertTrue(user.has_group("brokersync_crm.group_broker"))
        self.assertFalse(user.has_group("base.group_system"))

    def test_who_may_not_add_a_user(self):
        data = {"name": "Bo", "email": "bo@brokerage.example", "roles": ["administrator"]}
        self.compliance_officer.group_ids += self.env.ref("base.group_erp_manager")
        for user in self.client_a, self.broker, self.compliance_officer, self.administrator:
            self.refused(self.call("POST", "/users", user, data), 403, "access_denied")

    def test_no_other_group_can_be_named(self):
        self.administrator.group_ids += self.env.ref("base.group_erp_manager")
        for value in ["system"], ["sidecar_service"], [], [1], "broker":
            data = {"name": "Bo", "email": "bo@brokerage.example", "roles": value}
            self.refused(self.call("POST", "/users", self.administrator, data), 422, "invalid")
