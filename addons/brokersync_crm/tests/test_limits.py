import json
import unittest
import xmlrpc.client
from unittest.mock import patch

from psycopg2.errors import QueryCanceled

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .. import question
from ..api import problems
from .common import BrokersyncCommon

NAME = ["name", "ilike", "a"]


def ors(count):
    return ["|"] * (count - 1) + [["code", "=", str(number)] for number in range(count)]


def there_and_back(depth):
    return ".".join(["trader_ids", "firm_id"] * (depth // 2)) + ".code"


def nested_any(depth):
    domain = [NAME]
    for level in range(depth):
        domain = [["firm_id" if level % 2 == 0 else "trader_ids", "any", domain]]
    return domain


def nested_fields(depth):
    specification = {"name": {}}
    for level in range(depth):
        specification = {"firm_id" if level % 2 == 0 else "trader_ids": {"fields": specification}}
    return specification


@tagged("post_install", "-at_install")
class TestQuestion(unittest.TestCase):
    """What a call may ask, wherever in its parameters it stands."""

    def test_as_much_as_the_bounds_and_no_more(self):
        for make, most in (
            (ors, question.MAX_CONDITIONS),
            (lambda depth: [[there_and_back(depth), "=", "x"]], question.MAX_DEPTH),
            (nested_any, question.MAX_DEPTH),
            (nested_fields, question.MAX_NESTED_FIELDS),
            (lambda count: [["id", "in", list(range(count))]], question.MAX_VALUES),
        ):
            with self.subTest(most):
                question.check({"args": [make(most)], "kwargs": {}})
                for params in (
                    {"args": [make(most + 2)]},
                    {"kwargs": {"domain": make(most + 2)}},
                    ["db", 2, "secret", "brokersync.firm", "search", [make(most + 2)]],
                ):
                    with self.assertRaises(question.TooMuch):
                        question.check(params)

    def test_dots_and_any_count_together(self):
        half = there_and_back(question.MAX_DEPTH)
        with self.assertRaises(question.TooMuch):
            question.check([[["firm_id", "any", [[half, "=", "x"]]]]])

    def test_records_are_no_question(self):
        rows = [["Nova", "NOVA", "in trade"]] * 5000
        lines = [[0, 0, {"name": "x"}]] * 5000
        question.check({"args": [["name", "code", "note"], rows], "kwargs": {"lines": lines}})

    def test_nested_as_deep_as_json_may_be(self):
        value = []
        for _level in range(100_000):
            value = [value]
        question.check(value)


@tagged("post_install", "-at_install")
class TestLimits(BrokersyncCommon, HttpCase):
    """Searches that would keep a worker for minutes are refused in words, at each door."""

    def ask(self, path, **params):
        """The result, or the text of the error."""
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.jsonrpc"):
            answer = self.url_open(
                path, json={"jsonrpc": "2.0", "method": "call", "params": params}
            )
        answer = answer.json()
        return answer["result"] if "result" in answer else answer["error"]["data"]["message"]

    def call(self, model, method, *args):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.ask(path, model=model, method=method, args=args, kwargs={})

    def test_the_web_client(self):
        self.authenticate("test-a-1", "test-a-1")
        deepest = [[there_and_back(question.MAX_DEPTH), "!=", "x"]]
        self.assertEqual(self.call("brokersync.firm", "search", deepest), self.firm_a.ids)
        groups = self.call(
            "brokersync.firm", "formatted_read_grouping_sets", [], [["code"]] * 200, ["__count"]
        )
        self.assertEqual(len(groups), 200)
        for method, args in (
            ("search", [[[there_and_back(100), "!=", "x"]]]),
            ("name_search", ["a", ors(20_000)]),
            ("web_search_read", [[], nested_fields(40)]),
            ("formatted_read_grouping_sets", [[], [["code", "create_date:day"]] * 201]),
        ):
            with self.subTest(method):
                self.assertIn("too much at once", self.call("brokersync.firm", method, *args))

    def test_programs(self):
        keys = self.env["res.users.apikeys"].with_user(self.client_a).sudo()
        key = keys._generate("rpc", "program", None)
        server = self.xmlrpc_object
        me = (self.env.cr.dbname, self.client_a.id, key, "brokersync.firm", "search")
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

        def json2(domain):
            return self.url_open(
                "/json/2/brokersync.firm/search", json.dumps({"domain": domain}), headers=headers
            )

        def jsonrpc(domain):
            return self.ask("/jsonrpc", service="object", method="execute", args=[*me, domain])

        few, many = ors(10), ors(question.MAX_CONDITIONS + 1)
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers"):
            self.assertEqual(server.execute(*me, few), [])
            with self.assertRaisesRegex(xmlrpc.client.Fault, "too much at once"):
                server.execute(*me, many)
            self.assertEqual(json2(few).json(), [])
            self.assertIn("too much at once", json2(many).json()["message"])
            self.assertEqual(jsonrpc(few), [])
            self.assertIn("too much at once", jsonrpc(many))

    def test_a_statement_that_takes_too_long(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.statement_seconds", "1")
        self.authenticate("test-a-1", "test-a-1")

        def slow(model, *_args, **_kwargs):
            model.env.cr.execute("SELECT pg_sleep(60)")

        with (
            patch.object(type(self.env["brokersync.firm"]), "search_count", slow, create=True),
            mute_logger("odoo.sql_db"),
        ):
            self.assertIn("takes too long", self.call("brokersync.firm", "search_count", []))
        self.assertEqual(self.call("brokersync.firm", "search_count", []), 1)

    def test_the_rest_api_says_so_too(self):
        problem = problems.of(QueryCanceled())
        self.assertEqual((problem.status, problem.code), (422, "too_much"))
