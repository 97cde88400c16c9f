import json
import re
from datetime import date
from pathlib import Path
from unittest.mock import patch

from fastapi import APIRouter

from odoo.addons.brokersync_crm import api
from odoo.addons.brokersync_crm.api.answers import PROBLEMS
from odoo.addons.brokersync_crm.api.deprecation import deprecated
from odoo.addons.brokersync_crm.api.examples import EXAMPLES
from odoo.addons.brokersync_crm.api.problems import STATUS_CODES
from odoo.addons.brokersync_crm.api.routers import ROUTERS
from odoo.addons.brokersync_crm.api.routers.oauth import OAuthError
from odoo.addons.brokersync_crm.api.scopes import SCOPES
from odoo.addons.fastapi.pools import fastapi_app_pool
from odoo.tests import tagged

from .api_common import ApiCase

COPY = Path(__file__).parents[3] / "docs" / "api" / "openapi-v1.json"


@tagged("post_install", "-at_install")
class TestApiDocument(ApiCase):
    """What the API says about itself (AP-31, AP-32)."""

    def document(self):
        return self.ok(self.call("GET", "/openapi.json"))

    def test_the_copy_is_the_document(self):
        """A change of the API is a decision: `python3 -m tools.api_document` writes the copy anew."""
        self.assertEqual(
            json.dumps(self.document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
            COPY.read_text(encoding="utf-8"),
        )

    def test_every_operation_says_who_may_call_it(self):
        document = self.document()
        self.assertEqual(document["openapi"][:3], "3.1")
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                with self.subTest(path, method=method):
                    self.assertIn(
                        "application/problem+json", str(operation["responses"]["default"])
                    )
                    if path.startswith("/oauth/"):
                        continue
                    schemes = {
                        name: scopes
                        for entry in operation["security"]
                        for name, scopes in entry.items()
                    }
                    self.assertEqual(set(schemes), {"apiKey", "oauth2"})
                    if path != "/users/me":
                        (scope,) = schemes["oauth2"]
                        self.assertIn(scope, SCOPES)
                        kind = "read" if method == "get" else "write"
                        self.assertTrue(scope.endswith(f":{kind}"), scope)

    def test_every_operation_tells_its_answers_with_examples(self):
        document = self.document()
        components = document["components"]

        def shown(content):
            """Whether a reader sees an example of this content."""
            name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            return "example" in content or "examples" in components["schemas"].get(name, {})

        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                with self.subTest(path, method=method):
                    answers = operation["responses"]
                    self.assertLessEqual({"401", "429", "500", "503"}, answers.keys())
                    self.assertEqual("404" in answers, "{" in path)
                    self.assertEqual("428" in answers, method in ("put", "patch"))
                    contents = list(operation.get("requestBody", {}).get("content", {}).values())
                    for status, answer in answers.items():
                        if "$ref" in answer:
                            answer = components["responses"][answer["$ref"].rpartition("/")[2]]
                        elif status[0] in "23":
                            self.assertIn("RateLimit", answer["headers"])
                        if status != "default" and path != "/oauth/revoke":
                            contents += answer.get("content", {}).values()
                    self.assertTrue(all(map(shown, contents)), contents)

    def test_examples_are_what_the_schemas_say(self):
        models = {}
        for router in ROUTERS:
            for route in router.routes:
                body = route.body_field and route.body_field.field_info.annotation
                for model in (body, route.response_model):
                    if isinstance(model, type):
                        models[re.sub(r"[^A-Za-z]", "_", model.__name__)] = model
        models["OAuthError"] = OAuthError
        self.assertEqual(set(EXAMPLES), set(models))
        for name, model in models.items():
            with self.subTest(name):
                model.model_validate_json(json.dumps(EXAMPLES[name]))

    def test_every_code_is_in_the_guide(self):
        guide = (COPY.parent / "README.md").read_text(encoding="utf-8")
        codes = {code for _status, code, _text in PROBLEMS.values()} | set(STATUS_CODES.values())
        sources = "".join(
            path.read_text(encoding="utf-8") for path in Path(api.__file__).parent.rglob("*.py")
        )
        codes |= set(re.findall(r'Problem\(\s*\d{3},\s*"(\w+)"', sources))
        self.assertGreater(len(codes), 20)
        self.assertEqual([code for code in sorted(codes) if f"`{code}`" not in guide], [])

    def test_the_page_is_served_from_here(self):
        page = self.url_open("/api/v1/docs")
        self.assertEqual(page.status_code, 200)
        self.assertNotRegex(page.text, r"https?://")
        self.assertIn("script-src 'self';", page.headers["Content-Security-Policy"])
        for name in "swagger-ui.css", "swagger-ui-bundle.js":
            self.assertIn(f"/api/v1/docs/{name}", page.text)
            self.assertEqual(self.url_open(f"/api/v1/docs/{name}").status_code, 200)
        for name in "index.html", "..%2f__init__.py", "swagger-ui-bundle.js.map":
            self.assertEqual(self.url_open(f"/api/v1/docs/{name}").status_code, 404)

    def test_a_deprecated_route_says_so(self):
        router = APIRouter()

        @router.get("/old", **deprecated(date(2027, 1, 1), date(2027, 7, 1), "/api/v1/docs#old"))
        def old() -> dict:
            return {}

        fastapi_app_pool.invalidate(self.env)
        self.addCleanup(fastapi_app_pool.invalidate, self.env)
        endpoint = type(self.env["fastapi.endpoint"])
        with patch.object(endpoint, "_get_fastapi_routers", lambda _self: [router]):
            response = self.call("GET", "/old")
            self.ok(response)
            self.assertEqual(response.headers["Deprecation"], "@1798761600")
            self.assertEqual(response.headers["Sunset"], "Thu, 01 Jul 2027 00:00:00 GMT")
            self.assertEqual(response.links["deprecation"]["url"], "/api/v1/docs#old")
            self.assertTrue(self.document()["paths"]["/old"]["get"]["deprecated"])
