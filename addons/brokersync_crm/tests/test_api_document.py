import json
from datetime import date
from pathlib import Path
from unittest.mock import patch

from fastapi import APIRouter

from odoo.addons.brokersync_crm.api.deprecation import deprecated
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
