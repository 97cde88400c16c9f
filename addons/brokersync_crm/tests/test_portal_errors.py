from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalErrors(BrokersyncCommon, HttpCase):
    """What people read when something is refused or breaks: what it means and what to do, nothing of the inside."""

    def page(self, code, **values):
        values = {"status_code": code, "status_message": "X", "error_message": None, **values}
        return self.env["ir.ui.view"]._render_template(f"http_routing.{code}", values)

    def test_not_found_for_visitor_and_client(self):
        for login in None, "test-a-1":
            if login:
                self.authenticate(login, login)
            answer = self.url_open("/no-such-page")
            self.assertEqual(answer.status_code, 404)
            self.assertIn("There is nothing here", answer.text)
            self.assertNotIn("/contactus", answer.text)

    def test_files_that_are_gone_are_told_as_pages_are(self):
        self.authenticate("test-a-1", "test-a-1")
        for path in "onboarding/document/1999", "onboarding/agreement/1999", "ticket/1999/file/1":
            with self.subTest(path):
                answer = self.url_open(f"/my/{path}", allow_redirects=False)
                self.assertEqual(answer.status_code, 404)
                self.assertIn("There is nothing here", answer.text)

    def test_forbidden_page(self):
        self.authenticate("test-a-1", "test-a-1")
        form = {"csrf_token": Request.csrf_token(self)}
        answer = self.url_open(
            "/my/deactivate_account", data={**form, "validation": "", "password": ""}
        )
        self.assertEqual(answer.status_code, 403)
        self.assertIn("You may not see this", answer.text)

    @mute_logger("odoo.http")
    def test_old_form_is_not_understood(self):
        self.authenticate("test-a-1", "test-a-1")
        answer = self.url_open("/my/profile", data={"csrf_token": "old", "phone": "1"})
        self.assertEqual(answer.status_code, 400)
        self.assertIn("open it again", answer.text)

    @mute_logger("odoo.http")
    def test_a_character_that_is_none_is_refused_before_any_search(self):
        self.authenticate("test-a-1", "test-a-1")
        for path in "/my/help?search=a%00", "/my/help/a%00b", "/oauth/authorize?client_id=%00":
            with self.subTest(path):
                self.assertEqual(self.url_open(path).status_code, 400)
        form = {"csrf_token": Request.csrf_token(self), "email": "a\0@b.example", "password": "x"}
        self.assertEqual(self.url_open("/my/profile/email", data=form).status_code, 400)

    def test_fault_page_needs_nothing_and_shows_nothing(self):
        page = self.page(500, traceback="Traceback: secret", exception=Exception("secret"))
        self.assertIn("The fault is ours", page)
        self.assertNotIn("secret", page)
        self.assertNotIn("<script", page)

    def test_client_is_not_told_names_of_models(self):
        for call in (
            lambda: self.firm_b.with_user(self.client_a).read(["name"]),
            lambda: self.firm_a.with_user(self.client_a).write({"name": "X"}),
        ):
            with self.assertRaises(AccessError) as caught:
                call()
            self.assertIn("ask your broker", str(caught.exception))
            self.assertNotIn("firm", str(caught.exception).lower())

    def test_staff_are_told_what_was_refused(self):
        with self.assertRaisesRegex(AccessError, "(?i)firm"):
            self.firm_b.with_user(self.broker).read(["name"])

    def test_login_page_has_no_advertising(self):
        page = self.url_open("/web/login").text
        self.assertNotIn("Powered by", page)
        self.assertNotIn("/web/database/manager", page)
