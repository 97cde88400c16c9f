from odoo.tests import tagged

from .api_common import ApiCase


@tagged("post_install", "-at_install")
class TestApiFirms(ApiCase):
    """AP-01 to AP-04."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path_a, cls.path_b = f"/firms/{cls.firm_a.id}", f"/firms/{cls.firm_b.id}"

    def test_a_broker_adds_a_firm(self):
        data = {"code": "TEST-N", "name": "Nova Öl", "jurisdiction": "NO", "city": "Oslo"}
        response = self.call("POST", "/firms", self.broker, data)
        shown = self.ok(response, 201)
        firm = self.env["brokersync.firm"].browse(shown["id"])
        self.assertEqual(
            (firm.code, firm.name, firm.jurisdiction_id.code, firm.city, firm.account_status),
            ("TEST-N", "Nova Öl", "NO", "Oslo", "prospect"),
        )
        self.assertEqual(shown["brokers"], [{"id": self.broker.id, "name": self.broker.name}])
        self.assertEqual(response.headers["Location"], f"/api/v1/firms/{firm.id}")
        again = self.call("GET", f"/firms/{firm.id}", self.broker)
        self.assertEqual(again.headers["ETag"], response.headers["ETag"])
        self.assertEqual(self.ok(again), shown)

    def test_who_may_not_add_a_firm(self):
        data = {"code": "TEST-N", "name": "Nova"}
        for user in self.client_a, self.risk_officer, self.internal_user:
            self.refused(self.call("POST", "/firms", user, data), 403, "access_denied")
        self.assertFalse(self.env["brokersync.firm"].search([("code", "=", "TEST-N")]))

    def test_a_code_is_taken_once(self):
        problem = self.refused(
            self.call("POST", "/firms", self.broker, {"code": "TEST-A", "name": "Again"}),
            409,
            "already_exists",
        )
        self.assertIn("Another firm has this code.", problem["detail"])

    def test_what_is_not_valid_is_named(self):
        for name, value in (
            ("code", "lower"),
            ("code", "A" * 13),
            ("name", ""),
            ("name", None),
            ("name", 7),
            ("name", True),
            ("name", "n" * 256),
            ("name", "a\0b"),
            ("name", "a\u202eb"),
            ("name", "two\nlines"),
            ("lei", "NOLEI"),
            ("jurisdiction", "XX"),
            ("jurisdiction", "Norway"),
            ("email", "nobody"),
            ("account_status", "active"),
            ("house", True),
            ("broker_ids", [1]),
            ("partner_id", 1),
            ("id", 1),
        ):
            with self.subTest(name, value=value):
                body = {"code": "TEST-N", "name": "Nova"} | {name: value}
                problem = self.refused(
                    self.call("POST", "/firms", self.broker, body), 422, "invalid"
                )
                self.assertEqual([error["pointer"] for error in problem["errors"]], [f"/{name}"])

    def test_a_wrong_check_digit_of_the_lei(self):
        data = {"code": "TEST-N", "name": "Nova", "lei": "5493001KJTIIGC8Y1R13"}
        problem = self.refused(self.call("POST", "/firms", self.broker, data), 422, "invalid")
        self.assertEqual(problem["errors"][0]["pointer"], "/lei")

    def test_read(self):
        for user in self.broker, self.client_a, self.risk_officer, self.compliance_officer:
            shown = self.ok(self.call("GET", self.path_a, user))
            self.assertEqual((shown["id"], shown["name"]), (self.firm_a.id, "Alpha Grain"))

    def test_another_firm_is_not_there(self):
        missing = self.refused(
            self.call("GET", "/firms/2147483647", self.client_a), 404, "not_found"
        )
        for user in self.client_a, self.broker:
            for method, data in (
                ("GET", None),
                ("PUT", {"code": "X", "name": "X"}),
                ("PATCH", {}),
                (
                    "DELETE",
                    None,
                ),
            ):
                response = self.call(method, self.path_b, user, data, If_Match="*")
                problem = self.refused(response, 404, "not_found")
                self.assertEqual(problem["detail"], missing["detail"])

    def test_those_who_work_elsewhere_read_nothing(self):
        for user in self.internal_user, self.sidecar_user:
            self.refused(self.call("GET", self.path_a, user), 403, "access_denied")
            self.refused(self.call("GET", "/firms", user), 403, "access_denied")

    def test_an_id_is_a_number_in_range(self):
        for firm_id in (
            "0",
            "-1",
            "1_0",
            "+1",
            "1.0",
            "２",
            "2147483648",
            "99999999999999999999",
            "x",
        ):
            with self.subTest(firm_id):
                problem = self.refused(
                    self.call("GET", f"/firms/{firm_id}", self.broker), 422, "invalid"
                )
                self.assertEqual(problem["errors"][0]["parameter"], "firm_id")

    def test_replace(self):
        tag = self.call("GET", self.path_a, self.broker).headers["ETag"]
        self.firm_a.city = "Bergen"
        data = {"code": "TEST-A", "name": "Alpha Grain II", "country": "NL"}
        self.refused(self.call("PUT", self.path_a, self.broker, data), 428, "precondition_required")
        self.refused(
            self.call("PUT", self.path_a, self.broker, data, If_Match=tag),
            412,
            "precondition_failed",
        )
        tag = self.call("GET", self.path_a, self.broker).headers["ETag"]
        response = self.call("PUT", self.path_a, self.broker, data, If_Match=tag)
        shown = self.ok(response)
        self.assertEqual(
            (shown["name"], shown["country"], shown["city"]), ("Alpha Grain II", "NL", None)
        )
        self.assertEqual((self.firm_a.name, self.firm_a.city), ("Alpha Grain II", False))
        self.assertNotEqual(response.headers["ETag"], tag)

    def test_who_may_not_change_a_firm(self):
        for user in self.client_a, self.risk_officer:
            response = self.call("PATCH", self.path_a, user, {"name": "Mine"}, If_Match="*")
            self.refused(response, 403, "access_denied")
        self.assertEqual(self.firm_a.name, "Alpha Grain")

    def test_change(self):
        response = self.call("PATCH", self.path_a, self.broker, {"city": "Gent"}, If_Match="*")
        shown = self.ok(response)
        self.assertEqual((shown["city"], shown["name"]), ("Gent", "Alpha Grain"))
        response = self.call("PATCH", self.path_a, self.broker, {"city": None}, If_Match="*")
        self.assertIsNone(self.ok(response)["city"])
        response = self.call("PATCH", self.path_a, self.broker, {"name": None}, If_Match="*")
        self.refused(response, 422, "invalid")

    def test_not_modified(self):
        tag = self.call("GET", self.path_a, self.broker).headers["ETag"]
        response = self.call("GET", self.path_a, self.broker, If_None_Match=tag)
        self.assertEqual((response.status_code, response.content), (304, b""))
        self.firm_a.city = "Bergen"
        self.ok(self.call("GET", self.path_a, self.broker, If_None_Match=tag))

    def test_archive(self):
        self.ok(self.call("DELETE", self.path_a, self.broker), 204)
        self.assertFalse(self.firm_a.active)
        self.assertFalse(self.client_a.active)
        self.assertFalse(self.ok(self.call("GET", self.path_a, self.broker))["active"])
        listed = self.ok(self.call("GET", "/firms?code=TEST-A&archived=true", self.broker))
        self.assertEqual([firm["id"] for firm in listed["items"]], [self.firm_a.id])
        self.assertEqual(self.ok(self.call("GET", "/firms?code=TEST-A", self.broker))["items"], [])

    def test_who_may_not_archive(self):
        for user in self.client_a, self.risk_officer:
            self.refused(self.call("DELETE", self.path_a, user), 403, "access_denied")
        response = self.call("DELETE", self.path_a, self.broker, If_Match='"stale"')
        self.refused(response, 412, "precondition_failed")
        self.assertTrue(self.firm_a.active)


@tagged("post_install", "-at_install")
class TestApiFirmList(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firms = cls.env["brokersync.firm"].create(
            [
                {
                    "code": f"PAGE-{number}",
                    "name": f"Page {number % 2}",
                    "broker_ids": cls.broker.ids,
                }
                for number in range(5)
            ]
        )

    def codes(self, query, user=None):
        """Codes on each page, as a client follows `Link`."""
        pages, path = [], f"/firms?{query}"
        while path:
            response = self.call("GET", path, user or self.broker)
            pages.append([firm["code"] for firm in self.ok(response)["items"]])
            path = response.links.get("next", {}).get("url", "").removeprefix("/api/v1")
        return pages

    def test_pages(self):
        self.assertEqual(
            self.codes("limit=4&sort=code"),
            [["PAGE-0", "PAGE-1", "PAGE-2", "PAGE-3"], ["PAGE-4", "TEST-A"]],
        )
        self.assertEqual(
            self.codes("limit=2&sort=-code&name=Page"),
            [["PAGE-4", "PAGE-3"], ["PAGE-2", "PAGE-1"], ["PAGE-0"]],
        )

    def test_a_new_firm_shifts_no_page(self):
        first = self.ok(self.call("GET", "/firms?limit=3&sort=code", self.broker))
        self.env["brokersync.firm"].create(
            {"code": "AAA", "name": "First", "broker_ids": self.broker.ids}
        )
        path = f"/firms?limit=3&sort=code&cursor={first['next']}"
        codes = [firm["code"] for firm in self.ok(self.call("GET", path, self.broker))["items"]]
        self.assertEqual(codes, ["PAGE-3", "PAGE-4", "TEST-A"])

    def test_filters(self):
        self.assertEqual(self.codes("name=page+1&sort=code"), [["PAGE-1", "PAGE-3"]])
        self.assertEqual(self.codes("account_status=active"), [["TEST-A"]])
        self.assertEqual(self.codes("code=TEST-B"), [[]])
        self.assertEqual(self.codes("updated_since=2100-01-01T00:00:00Z"), [[]])

    def test_total(self):
        self.assertEqual(
            self.ok(self.call("GET", "/firms?limit=1&total=true", self.broker))["total"], 6
        )
        self.assertIsNone(self.ok(self.call("GET", "/firms?limit=1", self.broker))["total"])

    def test_a_client_lists_the_own_firm(self):
        self.assertEqual(self.codes("", self.client_a), [["TEST-A"]])

    def test_queries_that_are_not_valid(self):
        for query in (
            "limit=0",
            "limit=201",
            "limit=1e2",
            "limit=1_0",
            "sort=name",
            "sort=id;drop table res_users",
            "order=id",
            "domain=[]",
            "archived=1",
            "cursor=x",
            "cursor=WzEsMiwzXQ",
            "cursor=WyJhXHUwMDAwIiwxXQ&sort=code",
            "cursor=WyJcdWQ4MDAiLDFd&sort=code",
            "name=%00",
            "updated_since=2026-01-01",
            "updated_since=2026-02-30T00:00:00Z",
            "updated_since=0001-01-01T00:00:00Z",
            "updated_since=2026-01-01T00:00:00",
        ):
            with self.subTest(query):
                self.refused(self.call("GET", f"/firms?{query}", self.broker), 422, "invalid")
