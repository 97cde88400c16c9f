import json
from datetime import timedelta

from odoo import fields
from odoo.addons.brokersync_crm.api import body
from odoo.addons.brokersync_crm.api.limits import Limit
from odoo.tests import tagged

from .api_common import ApiCase

NEW = {"code": "TEST-N", "name": "Nova"}


@tagged("post_install", "-at_install")
class TestApiKeys(ApiCase):
    """Who is let in (FAULTS 64, 75, 77)."""

    def test_nobody_without_a_key(self):
        problem = self.refused(self.call("GET", "/firms"), 401, "unauthenticated")
        self.assertIn("Authorization", problem["detail"])

    def test_a_cookie_is_no_key(self):
        self.authenticate("bs_broker", "bs_broker")
        response = self.call("GET", "/firms")
        self.refused(response, 401, "unauthenticated")
        self.assertEqual(response.headers["WWW-Authenticate"], "Bearer")
        self.refused(self.call("POST", "/firms", None, NEW), 401, "unauthenticated")

    def test_keys_that_are_none(self):
        key = self.key_of(self.broker)
        for credential in key[:-1], key + "0", key[:8] + "0" * 32, "x" * 5000, "é", "a b", "":
            with self.subTest(credential):
                headers = {"Authorization": f"Bearer {credential}".encode()}
                response = self.url_open("/api/v1/firms", headers=headers)
                self.refused(response, 401, "unauthenticated")

    def test_an_expired_key_ends_in_a_worker_that_knew_it(self):
        key = self.key_of(self.broker)
        self.ok(self.call("GET", "/firms", key=key))
        self.env.cr.execute(
            "UPDATE res_users_apikeys SET expiration_date = %s WHERE user_id = %s",
            [fields.Datetime.now() - timedelta(seconds=1), self.broker.id],
        )
        self.refused(self.call("GET", "/firms", key=key), 401, "unauthenticated")

    def test_a_removed_key_and_an_archived_user_end(self):
        key = self.key_of(self.broker)
        self.broker.active = False
        self.refused(self.call("GET", "/firms", key=key), 401, "unauthenticated")
        self.broker.active = True
        self.ok(self.call("GET", "/firms", key=key))
        self.env["res.users.apikeys"].search([("user_id", "=", self.broker.id)]).unlink()
        self.refused(self.call("GET", "/firms", key=key), 401, "unauthenticated")

    def test_a_key_for_something_else(self):
        keys = self.env["res.users.apikeys"].with_user(self.broker).sudo()
        key = keys._generate("browser", "trusted device", fields.Datetime.now() + timedelta(days=1))
        self.refused(self.call("GET", "/firms", key=key), 401, "unauthenticated")

    def test_a_key_for_the_api_opens_no_rpc(self):
        key = self.key_of(self.broker, "firms:read")
        keys = self.env["res.users.apikeys"]
        self.assertFalse(keys._check_credentials(scope="rpc", key=key))
        self.assertTrue(keys._check_credentials(scope="rpc", key=self.key_of(self.broker)))

    def test_scopes_of_a_key(self):
        key = self.key_of(self.broker, "firms:read")
        self.ok(self.call("GET", "/firms", key=key))
        response = self.call("POST", "/firms", None, NEW, key=key)
        problem = self.refused(response, 403, "insufficient_scope")
        self.assertIn("firms:write", problem["detail"])
        self.assertIn('scope="firms:write"', response.headers["WWW-Authenticate"])

    def test_a_new_key_is_for_the_api_unless_asked(self):
        for use, scope in ("read", "brokersync"), ("api", "brokersync"), ("rpc", False):
            wizard = self.env["res.users.apikeys.description"].with_user(self.broker)
            wizard = wizard.create({"name": use, "duration": "1", "brokersync_use": use})
            context = {"read": "firms:read", "api": "firms:read firms:write", "rpc": None}[use]
            wizard.env["res.users.apikeys"].with_context(brokersync_scopes=context)._generate(
                None, use, wizard.expiration_date
            )
            key = self.env["res.users.apikeys"].search([("name", "=", use)])
            self.assertEqual((key.scope, bool(key.brokersync_scopes)), (scope, bool(scope)))


@tagged("post_install", "-at_install")
class TestApiBody(ApiCase):
    """What is refused before a route sees it (FAULTS 50, 52 to 55, 64)."""

    def test_media_type(self):
        text = json.dumps(NEW)
        for content_type in (
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "",
        ):
            with self.subTest(content_type):
                response = self.send("POST", "/firms", self.broker, text, content_type)
                self.refused(response, 415, "unsupported_media_type")
        response = self.send("POST", "/firms", self.broker, text, "application/json; charset=utf-8")
        self.ok(response, 201)

    def test_what_is_not_json(self):
        for raw in (
            b"{",
            b"[1,]",
            b"'a'",
            b'{"name": NaN}',
            b'{"name": Infinity}',
            b'{"name": -Infinity}',
            b"\xff\xfe",
            b'{"name": "\xff"}',
            b'{"name": "\\ud800"}',
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b"1" * 5000,
        ):
            with self.subTest(raw[:20]):
                self.refused(self.send("POST", "/firms", self.broker, raw), 400, "malformed_json")

    def test_a_name_twice(self):
        raw = '{"code": "TEST-N", "name": "Nova", "name": "Nova II"}'
        self.refused(self.send("POST", "/firms", self.broker, raw), 400, "duplicate_name")

    def test_bodies_of_the_wrong_kind(self):
        for raw in "[]", "null", "1", '"text"', "1e400", "":
            with self.subTest(raw):
                self.refused(self.send("POST", "/firms", self.broker, raw), 422, "invalid")

    def test_size(self):
        raw = json.dumps(NEW | {"street": "s" * body.MAX_BYTES})
        self.refused(self.send("POST", "/firms", self.broker, raw), 413, "body_too_large")

    def test_size_without_a_length(self):
        def pieces():
            yield b'{"name": "'
            for _piece in range(20):
                yield b"s" * (body.MAX_BYTES // 16)
            yield b'"}'

        response = self.send("POST", "/firms", self.broker, pieces())
        self.refused(response, 413, "body_too_large")

    def test_deep_but_quoted_brackets_are_text(self):
        response = self.call("POST", "/firms", self.broker, NEW | {"name": '[{"\\' * 20})
        self.ok(response, 201)

    def test_text_is_kept_composed(self):
        response = self.call("POST", "/firms", self.broker, NEW | {"name": " Zu\u0308rich 👩‍🌾 "})
        self.assertEqual(self.ok(response, 201)["name"], "Zürich 👩‍🌾")

    def test_unknown_routes_and_methods(self):
        self.refused(self.call("GET", "/nothing", self.broker), 404, "not_found")
        response = self.call("PUT", "/firms", self.broker, NEW)
        self.refused(response, 405, "method_not_allowed")
        self.assertEqual(response.headers["Allow"], "GET, POST")
        self.refused(self.call("GET", "/firms/", self.broker), 404, "not_found")

    def test_errors_beside_the_routes(self):
        """Addresses and methods that never come to the API's own gate."""
        for method, path, status, code in (
            ("GET", "/api/v2/firms", 404, "not_found"),
            ("POST", "/api/nothing", 404, "not_found"),
            ("GET", "/api/v1/docs/nothing.js", 404, "not_found"),
            ("TRACE", "/api/v1/firms", 405, "method_not_allowed"),
            ("BREW", "/api/v1/firms", 405, "method_not_allowed"),
        ):
            with self.subTest(path, method=method):
                response = self.url_open(path, method=method, allow_redirects=False)
                self.refused(response, status, code)
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual("Allow" in response.headers, status == 405)

    def test_answers_tell_no_inner_things(self):
        for query in "name=%27;--", "code=%27%20OR%201=1", "sort=name,(select%201)":
            text = self.call("GET", f"/firms?{query}", self.broker).text
            for word in "psycopg", "SELECT", "Traceback", "res_partner":
                self.assertNotIn(word, text)


@tagged("post_install", "-at_install")
class TestApiHeaders(ApiCase):
    def test_of_every_answer(self):
        for response in (
            self.call("GET", "/firms", self.broker),
            self.call("GET", "/firms"),
            self.call("GET", "/nothing"),
        ):
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
            self.assertNotIn("Set-Cookie", response.headers)
            self.assertNotIn("Access-Control-Allow-Origin", response.headers)

    def test_correlation_id(self):
        response = self.call("GET", "/users/me", self.broker, X_Request_Id="order-4711-abc")
        self.assertEqual(response.headers["X-Request-Id"], "order-4711-abc")
        for bad in "short", "two words here", "x" * 65, "a;b\tc;d;e;f":
            response = self.call("GET", "/users/me", self.broker, X_Request_Id=bad)
            self.assertRegex(response.headers["X-Request-Id"], "^[0-9a-f]{32}$")

    def test_other_origins(self):
        origin = "https://desk.example"
        ask = {"Origin": origin, "Access_Control_Request_Method": "GET"}
        response = self.call("OPTIONS", "/firms", **ask)
        self.assertNotIn("Access-Control-Allow-Origin", response.headers)
        self.env["ir.config_parameter"].set_param("brokersync_api.cors_origins", origin)
        response = self.call("OPTIONS", "/firms", **ask)
        self.assertEqual(response.status_code, 204)
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], origin)
        response = self.call("GET", "/firms", self.broker, Origin=origin)
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], origin)
        self.assertNotIn("Access-Control-Allow-Credentials", response.headers)
        for other in "https://desk.example.evil", "null", "http://desk.example":
            response = self.call("GET", "/firms", self.broker, Origin=other)
            self.assertNotIn("Access-Control-Allow-Origin", response.headers)


@tagged("post_install", "-at_install")
class TestApiLimits(ApiCase):
    """How often (SE-14)."""

    def set_limit(self, name, quota):
        self.env["ir.config_parameter"].set_param(f"brokersync_api.limit.{name}", quota)

    def test_a_caller_runs_out_and_others_do_not(self):
        self.set_limit("read", 3)
        for left in 2, 1, 0:
            response = self.call("GET", "/firms", self.broker)
            self.ok(response)
            self.assertRegex(response.headers["RateLimit"], f'^"read";r={left};t=')
        response = self.call("GET", "/firms", self.broker)
        self.refused(response, 429, "rate_limited")
        self.assertIn(int(response.headers["Retry-After"]), range(1, 21))
        self.assertEqual(response.headers["RateLimit-Policy"], '"read";q=3;w=60')
        self.ok(self.call("GET", "/firms", self.client_a))  # another caller
        self.ok(self.call("GET", "/users/me", self.broker))  # another resource
        self.ok(self.call("POST", "/firms", self.broker, NEW), 201)  # writing

    def test_writing_has_its_own_limit(self):
        self.set_limit("write", 1)
        self.ok(self.call("POST", "/firms", self.broker, NEW), 201)
        self.refused(self.call("POST", "/firms", self.broker, NEW), 429, "rate_limited")
        self.ok(self.call("GET", "/firms", self.broker))

    def test_strangers(self):
        self.set_limit("anonymous", 2)
        for _ask in range(2):
            self.ok(self.call("GET", "/openapi.json"))
        self.refused(self.call("GET", "/openapi.json"), 429, "rate_limited")

    def test_every_answer_says_what_is_left(self):
        big = json.dumps(NEW | {"street": "s" * body.MAX_BYTES})
        for response in (
            self.call("GET", "/firms"),
            self.call("GET", "/firms", key="0" * 40),
            self.call("GET", "/nothing", self.broker),
            self.call("PUT", "/firms", self.broker, NEW),
            self.send("POST", "/firms", self.broker, "{"),
            self.send("POST", "/firms", self.broker, big),
            self.send("POST", "/firms", self.broker, "{}", "text/plain"),
        ):
            with self.subTest(response.status_code):
                self.assertRegex(response.headers["RateLimit-Policy"], r'^"\w+";q=\d+;w=60$')
                self.assertRegex(response.headers["RateLimit"], r'^"\w+";r=\d+;t=\d+$')

    def test_guessing(self):
        self.set_limit("failure", 3)
        for guess in range(3):
            response = self.call("GET", "/firms", key=f"{guess:040x}")
            self.refused(response, 401, "unauthenticated")
            self.assertRegex(response.headers["RateLimit"], f'^"failure";r={2 - guess};t=')
        response = self.call("GET", "/firms", key=f"{9:040x}")
        self.refused(response, 429, "rate_limited")
        self.assertIn("Retry-After", response.headers)

    def test_a_bucket_fills_again(self):
        buckets = self.env["brokersync.api.bucket"]
        limit = Limit("test", 2, 60)
        self.assertEqual([buckets._take("b", limit)[1] for _take in range(2)], [1, 0])
        wait, _left = buckets._take("b", limit)
        self.assertGreater(wait, 0)
        self.assertLessEqual(wait, 30)
        self.env.cr.execute(
            "UPDATE brokersync_api_bucket SET full_at = full_at - 30 WHERE name = 'b'"
        )
        self.assertEqual(buckets._wait("b", limit), 0)
        self.assertEqual(buckets._take("b", limit), (0, 0))


@tagged("post_install", "-at_install")
class TestApiRepetition(ApiCase):
    """Idempotency-Key."""

    def test_a_repeated_request_makes_one_record(self):
        once = {"Idempotency_Key": "7d1c7a2e-0001"}
        first = self.call("POST", "/firms", self.broker, NEW, **once)
        self.assertNotIn("Idempotency-Replayed", first.headers)
        again = self.call("POST", "/firms", self.broker, NEW, **once)
        self.assertEqual(self.ok(again, 201), self.ok(first, 201))
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assertEqual(again.headers["Location"], first.headers["Location"])

    def test_another_request_with_the_same_key(self):
        once = {"Idempotency_Key": "7d1c7a2e-0002"}
        self.ok(self.call("POST", "/firms", self.broker, NEW, **once), 201)
        response = self.call("POST", "/firms", self.broker, NEW | {"code": "TEST-M"}, **once)
        self.refused(response, 422, "idempotency_key_reused")
        self.assertFalse(self.env["brokersync.firm"].search([("code", "=", "TEST-M")]))

    def test_keys_of_other_users_are_other_keys(self):
        once = {"Idempotency_Key": "7d1c7a2e-0003"}
        self.ok(self.call("POST", "/firms", self.broker, NEW, **once), 201)
        response = self.call("POST", "/firms", self.administrator, NEW, **once)
        self.refused(response, 409, "already_exists")

    def test_a_refused_request_uses_up_no_key(self):
        once = {"Idempotency_Key": "7d1c7a2e-0004"}
        response = self.call("POST", "/firms", self.broker, NEW | {"code": "TEST-A"}, **once)
        self.refused(response, 409, "already_exists")
        self.ok(self.call("POST", "/firms", self.broker, NEW, **once), 201)

    def test_old_keys_are_forgotten(self):
        keys = self.env["brokersync.api.idempotency"]
        keys._claim(self.broker.id, "old-key-1", "f")
        self.env.cr.execute(
            "UPDATE brokersync_api_idempotency SET create_date = now() - interval '25 hours'"
        )
        keys._claim(self.broker.id, "new-key-1", "f")
        keys._gc_old_keys()
        self.assertEqual(keys.search([]).mapped("key"), ["new-key-1"])
