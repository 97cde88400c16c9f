import re

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestTicket(BrokersyncCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env.ref("brokersync_crm.helpdesk_category_orders")
        cls.ticket_a = cls.open(cls.client_a, "Fill looks wrong")
        cls.ticket_b = cls.open(cls.client_b, "Secret of Beta")

    @classmethod
    def open(cls, user, subject="Subject", text="Text", category=None):
        tickets = cls.env["helpdesk.ticket"].with_user(user)
        return tickets._open_from_portal(subject, (category or cls.category).id, text).sudo(False)

    def test_ticket_belongs_to_the_firm_and_has_a_time_to_answer(self):
        ticket = self.ticket_a.sudo()
        self.assertEqual(ticket.firm_id, self.firm_a)
        self.assertFalse(ticket.user_id, "nobody of the desk has taken it yet")
        self.assertTrue(ticket.sla_deadline)
        self.assertEqual(set(ticket.ticket_sla_ids.mapped("name")), {"First answer", "Solution"})

    def test_client_sees_the_own_firm_s_tickets_only(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.client_a)
        self.assertEqual(tickets.search([]), self.ticket_a)
        for record in self.ticket_b, self.ticket_b.sudo().ticket_sla_ids[0]:
            with self.assertRaises(AccessError):
                record.with_user(self.client_a).read(["create_date"])

    def test_colleague_sees_the_ticket(self):
        _trader, colleague = self._new_trader(self.firm_a, "TEST-A-2", "Alf Alpha")
        self.assertEqual(self.ticket_a.with_user(colleague).name, "Fill looks wrong")

    def test_broker_sees_and_answers_assigned_firms_only(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.broker)
        self.assertEqual(tickets.search([("firm_id", "!=", False)]), self.ticket_a)
        self.ticket_a.with_user(self.broker).user_id = self.broker
        with self.assertRaises(AccessError):
            self.ticket_b.with_user(self.broker).user_id = self.broker

    def test_compliance_sees_every_firm(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.compliance_officer)
        self.assertLessEqual(self.ticket_a + self.ticket_b, tickets.search([]))

    def test_markup_stays_text(self):
        ticket = self.open(self.client_a, text="<script>alert(1)</script>").sudo()
        self.assertIn("&lt;script&gt;", ticket.description)

    def test_bad_values_are_refused(self):
        hidden = self.category.copy({"show_in_portal": False})
        for values in (
            {"subject": " "},
            {"subject": "x" * 121},
            {"subject": "a\x00b"},
            {"text": ""},
            {"text": "a\x00b"},
            {"text": "turned\u202eround"},
            {"text": "half\ud800"},
            {"text": "x" * 10_001},
            {"category": hidden},
        ):
            with self.subTest(list(values)), self.assertRaises(UserError):
                self.open(self.client_a, **values)

    def test_client_without_view_opens_none(self):
        self.trader_a.can_view = False
        with self.assertRaises(AccessError):
            self.open(self.client_a)

    def test_visitors_rename_no_stage(self):
        public = self.env.ref("base.public_user")
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new")
        with self.assertRaises(AccessError):
            stage.with_user(public).name = "Owned"

    # The pages

    def log_in(self, user="test-a-1"):
        self.authenticate(user, user)

    def post(self, path, files=None, **form):
        form["csrf_token"] = Request.csrf_token(self)
        return self.url_open(path, data=form, files=files)

    def submit(self, file):
        return self.post(
            "/submitted/ticket",
            files=[("attachment", file)],
            subject="With a file",
            description="See file",
            category=str(self.category.id),
        )

    def test_form_opens_a_ticket_with_its_file(self):
        self.log_in()
        page = self.submit(("note.txt", b"42", "text/plain"))
        self.assertRegex(page.url, r"/my/ticket/\d+$")
        link = re.search(r"/my/ticket/\d+/file/(\d+)", page.text)
        answer = self.url_open(link[0])
        self.assertEqual(answer.content, b"42")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        # A colleague's other ticket is no way to it, nor are Odoo's own addresses for files.
        elsewhere = f"/my/ticket/{self.ticket_a.id}/file/{link[1]}"
        self.assertEqual(self.url_open(elsewhere).status_code, 404)
        self.log_in("test-b-1")
        for path in link[0], f"/web/content/{link[1]}":
            self.assertEqual(self.url_open(path).status_code, 404)
        self.assertNotIn(b"42", self.url_open(f"/web/image/{link[1]}").content[:2])

    def test_programs_are_not_taken(self):
        self.log_in()
        for name in "run.exe", "page.html", "picture.svg", "noending":
            self.assertIn("is not taken", self.submit((name, b"x", "text/plain")).text)
        big = ("big.pdf", b"x" * (10 * 2**20 + 1), "application/pdf")
        self.assertIn("more than 10 MB", self.submit(big).text)

    def test_lists_and_pages(self):
        self.log_in()
        page = self.url_open("/my/tickets").text
        self.assertIn("Fill looks wrong", page)
        self.assertNotIn("Secret of Beta", page)
        self.assertIn("It is solved", self.url_open(f"/my/ticket/{self.ticket_a.id}").text)
        for ticket_id in self.ticket_b.id, 2**31 - 1:
            self.assertTrue(self.url_open(f"/my/ticket/{ticket_id}").url.endswith("/my/tickets"))

    def test_link_with_a_token_opens_nothing_without_login(self):
        token = self.ticket_a.sudo()._portal_ensure_token()
        answer = self.url_open(f"/my/ticket/{self.ticket_a.id}/{token}")
        self.assertIn("/web/login", answer.url)
        self.log_in("test-b-1")
        answer = self.url_open(f"/my/ticket/{self.ticket_a.id}/{token}")
        self.assertNotIn("Fill looks wrong", answer.text)

    def test_client_closes_the_own_ticket_and_no_other(self):
        self.log_in()
        for ticket in self.ticket_a, self.ticket_b:
            self.post("/ticket/close", ticket_id=str(ticket.id))
        self.post("/ticket/close", ticket_id="x")
        self.assertTrue(self.ticket_a.sudo().closed)
        self.assertFalse(self.ticket_b.sudo().closed)
