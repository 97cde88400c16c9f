from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestDoubleSubmit(BrokersyncCommon, HttpCase):
    """A form that is sent twice makes one record; opened and sent again, a second one.

    Two sent at the same time wait for each other in PostgreSQL, which a test's one connection cannot show.
    """

    def setUp(self):
        super().setUp()
        self.authenticate("test-a-1", "test-a-1")
        self.stamps = iter(range(100))

    def form(self, **fields):
        """As the page gives it: each time with a token of its own."""
        token = Request.csrf_token(self, time_limit=3600 + next(self.stamps))
        return {"csrf_token": token, **fields}

    def check_once(self, model, path, **fields):
        records = self.env[model].sudo()
        before = records.search_count([])
        for form, made in ((self.form(**fields), 1), (self.form(**fields), 2)):
            first = self.url_open(path, data=form, allow_redirects=False)
            again = self.url_open(path, data=form, allow_redirects=False)
            self.assertEqual(first.status_code, again.status_code)
            self.assertEqual(first.headers.get("Location"), again.headers.get("Location"))
            self.assertEqual(records.search_count([]), before + made)

    def test_ticket(self):
        category = self.env["helpdesk.ticket.category"].search([], limit=1)
        self.check_once(
            "helpdesk.ticket",
            "/submitted/ticket",
            category=category.id,
            subject="Twice",
            description="I clicked twice",
        )

    def test_message(self):
        self.check_once("brokersync.communication", "/my/messages", body="Good morning")

    def test_privacy_request(self):
        form = self.form(kind="access", regime="gdpr")
        for _turn in range(2):
            self.assertIn("We have your request", self.url_open("/my/privacy/request", form).text)
        requests = self.env["brokersync.privacy.request"].sudo()
        self.assertEqual(requests.search_count([("trader_id", "=", self.trader_a.id)]), 1)

    def test_what_failed_may_be_sent_again(self):
        form = self.form(category="0", subject="", description="")
        for _turn in range(2):
            answer = self.url_open("/submitted/ticket", data=form, allow_redirects=False)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("alert", answer.text)
