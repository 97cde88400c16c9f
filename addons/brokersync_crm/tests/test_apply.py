import re
from urllib.parse import parse_qs, urlsplit

from freezegun import freeze_time

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.brokersync_application import LINK_HOURS
from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestApply(BrokersyncCommon, HttpCase):
    """Anybody may apply; only who reads the mail becomes a prospect, and nobody learns who is a client."""

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def post(self, path="/apply", **form):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form})

    def apply(self, **form):
        values = {
            "firm_name": "Northern Barley ApS",
            "client_kind": "company",
            "country_id": self.env.ref("base.dk").id,
            "contact_name": "Astrid Holm",
            "email": "astrid@northern-barley.example",
        }
        return self.post(**values | form)

    def mails(self):
        """Texts of the mails the job has queued, newest first."""
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_application").method_direct_trigger()
        return self.env["mail.mail"].search([], order="id desc")

    def token(self):
        link = re.search(r'href="([^"]*/apply/confirm[^"]*)"', self.mails()[0].body_html)[1]
        return parse_qs(urlsplit(link.replace("&amp;", "&")).query)["token"][0]

    def firm(self):
        return self.env["brokersync.firm"].search([("name", "=", "Northern Barley ApS")])

    def test_whole_way(self):
        self.assertIn("Become a client", self.url_open("/apply").text)
        self.assertIn("We have sent a mail", self.apply().text)
        self.assertFalse(self.firm())
        token = self.token()
        self.assertIn("Confirm my address", self.url_open(f"/apply/confirm?token={token}").text)
        self.assertFalse(self.firm(), "opening the link makes nothing")
        self.assertIn("is confirmed", self.post("/apply/confirm", token=token).text)
        firm = self.firm()
        self.assertEqual((firm.account_status, firm.code), ("prospect", "NORTHERNBARL"))
        self.assertEqual(firm.jurisdiction_id, self.env.ref("base.dk"))
        self.assertFalse(firm.broker_ids)
        trader = firm.trader_ids
        self.assertEqual((trader.role, trader.name), ("administrator", "Astrid Holm"))
        self.assertEqual(trader.user_id.login, "astrid@northern-barley.example")
        self.assertTrue(trader.user_id.has_group("brokersync_crm.group_trader"))
        self.assertFalse(trader.user_id._is_internal())
        onboarding = firm.onboarding_ids
        self.assertEqual((onboarding.state, onboarding.channel), ("application", "portal"))

    def test_a_link_works_once(self):
        self.apply()
        token = self.token()
        self.post("/apply/confirm", token=token)
        self.assertIn("used already", self.post("/apply/confirm", token=token).text)
        self.assertEqual(len(self.firm()), 1)

    def test_wrong_and_old_links(self):
        self.apply()
        token = self.token()
        for wrong in "", "x", token[:-2] + "xx", "²", "a" * 5000:
            with self.subTest(wrong[:20]):
                self.assertIn("wrong or has expired", self.post("/apply/confirm", token=wrong).text)
        applications = self.env["brokersync.application"]
        with freeze_time(self.env.cr.now()) as clock:
            clock.tick(LINK_HOURS * 3600 + 60)
            self.assertFalse(applications._of_token(token))
        self.assertTrue(applications._of_token(token))

    def test_the_answer_does_not_tell_who_is_a_client(self):
        answers = {
            re.sub(r'csrf_token: "[^"]*"', "", self.apply(email=email).text)
            for email in ("astrid@northern-barley.example", self.trader_a.email)
        }
        self.assertEqual(len(answers), 1)
        mail = self.mails()[0]
        self.assertEqual(mail.email_to, self.trader_a.email)
        self.assertIn("/web/login", mail.body_html)
        self.assertNotIn("/apply/confirm", mail.body_html)

    def test_a_known_address_makes_no_second_firm(self):
        self.apply(email=self.trader_a.email)
        application = self.env["brokersync.application"].search([], limit=1)
        token = parse_qs(urlsplit(application._link()).query)["token"][0]
        self.assertIn("used already", self.post("/apply/confirm", token=token).text)
        self.assertFalse(self.firm())

    def test_an_address_that_looks_like_a_staff_login_makes_nothing(self):
        new_test_user(self.env, "astrid@house.example", groups="brokersync_crm.group_broker")
        self.apply(email="astr1d@house.example")
        answer = self.post("/apply/confirm", token=self.token())
        self.assertIn("looks like the login of a member of staff", answer.text)
        self.assertFalse(self.firm())

    def test_wrong_entries_are_named(self):
        for form, text in (
            ({"email": "nobody"}, "is not an e-mail address"),
            ({"firm_name": " "}, "Please fill in"),
            ({"country_id": "99999999999999999999"}, "Please fill in"),
            ({"country_id": "²"}, "Please fill in"),
            ({"client_kind": "bank"}, "kind of client"),
            ({"firm_name": "x" * 121}, "too many"),
            ({"contact_name": "a\u202eb"}, "cannot be shown"),
        ):
            with self.subTest(form):
                page = self.apply(**form).text
                self.assertIn(text, page)
                self.assertNotIn("We have sent a mail", page)
        self.assertFalse(self.env["brokersync.application"].search([]))

    def test_markup_in_a_name_is_text(self):
        page = self.apply(firm_name='"><script>alert(1)</script>', email="bad").text
        self.assertNotIn("<script>alert(1)", page)

    def test_programs_that_fill_in_every_field(self):
        self.assertIn("We have sent a mail", self.apply(website="https://spam.example").text)
        self.assertFalse(self.env["brokersync.application"].search([]))

    def test_too_many_are_told_to_wait(self):
        attempts = self.env["brokersync.login.attempt"]
        email = "astrid@northern-barley.example"
        attempts.sudo().create(
            [
                {"kind": "apply", "login_hash": attempts._hash(email), "address": "192.0.2.1"}
                for _attempt in range(30)
            ]
        )
        answer = self.apply()
        self.assertEqual(answer.status_code, 429)
        self.assertIn("try again later", answer.text)
        self.assertFalse(self.env["brokersync.application"].search([]))

    def test_only_named_fields_are_taken(self):
        self.apply(state="confirmed", onboarding_id="1", account_status="active")
        application = self.env["brokersync.application"].search([], limit=1)
        self.assertEqual((application.state, application.onboarding_id.id), ("asked", False))

    def test_without_token_nothing_is_taken(self):
        self.assertEqual(self.url_open("/apply", data={"firm_name": "X"}).status_code, 400)

    def test_codes_are_free(self):
        applications = self.env["brokersync.application"]
        for name, code in (
            ("Alpha", "ALPHA"),
            ("Alpha", "ALPHA2"),
            ("Übergroße Getreidehandels", "UBERGROSSEGE"),
            ("Übergroße Getreidehandels", "UBERGROSSEG2"),
            ("穀物", None),
            ("!!!", "FIRM"),
        ):
            application = applications.create(
                {
                    "firm_name": name,
                    "country_id": self.env.ref("base.de").id,
                    "contact_name": "X",
                    "email": "x@x.example",
                }
            )
            found = application._free_code()
            with self.subTest(name):
                self.assertEqual(found, code or found)
            self._new_firm(found, name)
