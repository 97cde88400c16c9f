import re

from odoo.tests import HttpCase, tagged
from odoo.tools import file_path

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalApp(BrokersyncCommon, HttpCase):
    """What a browser needs to install the portal. That Chromium would: tests/browser/test_portal_app.py."""

    def test_manifest(self):
        answer = self.url_open("/brokersync/manifest.webmanifest")
        self.assertEqual(answer.headers["Content-Type"], "application/manifest+json")
        manifest = answer.json()
        self.assertEqual((manifest["start_url"], manifest["scope"]), ("/my", "/my"))
        self.assertEqual(manifest["display"], "standalone")
        self.assertEqual(
            {(icon["purpose"], icon["sizes"]) for icon in manifest["icons"]},
            {(kind, size) for kind in ("any", "maskable") for size in ("192x192", "512x512")},
        )
        for icon in manifest["icons"]:
            self.assertTrue(file_path(icon["src"].lstrip("/")))

    def test_worker_is_allowed_for_the_portal_and_keeps_nothing_private(self):
        answer = self.url_open("/brokersync/service-worker.js")
        self.assertEqual(answer.headers["Service-Worker-Allowed"], "/my")
        self.assertEqual(answer.headers["Cache-Control"], "no-cache")
        self.assertRegex(answer.text, r'^const VERSION = "[0-9a-f]{12}";')
        kept = re.search(r"const KEPT = \[(.*)\];", answer.text)[1]
        patterns = [text.replace("\\/", "/") for text in re.findall(r"/(\^.*?)/[,\]]", f"{kept},")]
        self.assertEqual(len(patterns), 2)
        for path in (
            "/my",
            "/my/orders",
            "/api/v1/orders",
            "/web/content/1",
            "/web/image/1",
            "/jsonrpc",
        ):
            self.assertFalse(any(re.match(pattern, path) for pattern in patterns), path)
        for path in "/web/assets/1621975/web.assets_frontend.min.css", "/web/static/img/x.png":
            self.assertTrue(any(re.match(pattern, path) for pattern in patterns), path)

    def test_offline_page_needs_no_login_and_names_nobody(self):
        page = self.url_open("/brokersync/offline").text
        self.assertIn("No network", page)
        self.assertNotIn("<script", page)

    def test_what_is_asked_for_in_the_background_brings_no_session(self):
        for path in "manifest.webmanifest", "service-worker.js", "offline":
            self.opener.cookies.clear()
            answer = self.url_open(f"/brokersync/{path}")
            self.assertEqual((answer.status_code, dict(answer.cookies)), (200, {}), path)
        self.assertIn("session_id", self.url_open("/web/login").cookies, "a page that needs one")

    def test_portal_pages_name_the_manifest_and_the_backend_does_not(self):
        self.authenticate("test-a-1", "test-a-1")
        self.assertIn("/brokersync/manifest.webmanifest", self.url_open("/my").text)
        self.authenticate(self.broker.login, self.broker.login)
        self.assertNotIn("/brokersync/manifest.webmanifest", self.url_open("/odoo").text)
