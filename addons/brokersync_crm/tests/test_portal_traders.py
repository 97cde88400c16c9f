from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestPortalTraders(BrokersyncCommon, HttpCase):
    """Who administers invites, changes and removes colleagues: of the own firm only, never the own rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chief, cls.chief_user = cls._new_trader(
            cls.firm_a, "TEST-A-9", "Ada Alpha", role="administrator"
        )

    def invite(self, user=None, email="new@test-a.example", permissions=("view", "trade")):
        traders = self.env["brokersync.trader"].with_user(user or self.chief_user)
        return traders._invite_colleague("Nora New", email, "trader", permissions)

    def test_invitation_makes_a_colleague_with_a_login_and_tells_the_broker(self):
        trader = self.invite()
        self.assertEqual(trader.firm_id, self.firm_a)
        self.assertEqual(trader._permissions(), ("view", "trade"))
        self.assertEqual(trader.sudo().user_id.login, "new@test-a.example")
        activity = self.firm_a.activity_ids.filtered(lambda a: a.user_id == self.broker)
        self.assertIn("Nora New", activity.summary)

    def test_without_administer_nobody_is_invited(self):
        with self.assertRaises(AccessError):
            self.invite(self.client_a)

    def test_staff_invite_from_their_own_screens(self):
        with self.assertRaises(AccessError):
            self.invite(self.broker)

    def test_permissions_that_move_money_are_the_broker_s_to_give(self):
        for permission in "withdraw", "approve", "administer":
            with self.subTest(permission), self.assertRaises(AccessError):
                self.invite(permissions=("view", permission))

    def test_known_addresses_get_one_answer(self):
        self.client_b.active = False
        answers = set()
        for email in self.broker.email, self.client_a.email, self.client_b.email:
            with self.assertRaises(UserError) as caught:
                self.invite(email=email.upper())
            answers.add(str(caught.exception))
        self.assertEqual(len(answers), 1)

    def test_bad_values_are_refused(self):
        traders = self.env["brokersync.trader"].with_user(self.chief_user)
        for name, email, role in (
            ("", "a@b.example", "trader"),
            ("x" * 129, "a@b.example", "trader"),
            ("A\x00B", "a@b.example", "trader"),
            ("A", "no address", "trader"),
            ("A", "a@b.example", "king"),
        ):
            with self.subTest(name=name[:5], email=email, role=role), self.assertRaises(UserError):
                traders._invite_colleague(name, email, role, ("view",))

    def test_change_keeps_what_the_broker_gave(self):
        self.trader_a.can_withdraw = True
        self.trader_a.with_user(self.chief_user)._change_colleague(
            "administrator", ("view", "report")
        )
        self.assertEqual(self.trader_a._permissions(), ("view", "withdraw", "report"))
        self.assertEqual(self.trader_a.role, "administrator")

    def test_nobody_changes_the_own_permissions(self):
        own = self.chief.with_user(self.chief_user)
        with self.assertRaises(AccessError):
            own._change_colleague("administrator", ("view", "trade"))
        with self.assertRaises(AccessError):
            own._remove_colleague()

    def test_another_firm_is_out_of_reach(self):
        stranger = self.trader_b.with_user(self.chief_user)
        with self.assertRaises(AccessError):
            stranger._change_colleague("analyst", ("view",))
        with self.assertRaises(AccessError):
            stranger._remove_colleague()

    def test_removal_ends_the_login(self):
        self.trader_a.with_user(self.chief_user)._remove_colleague()
        self.assertFalse(self.trader_a.active)
        self.assertFalse(self.client_a.active)

    # The pages

    def post(self, path, **form):
        self.authenticate("test-a-9", "test-a-9")
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self), **form})

    def test_pages(self):
        self.authenticate("test-a-9", "test-a-9")
        page = self.url_open("/my/traders").text
        self.assertIn("Anna Alpha", page)
        self.assertIn("Invite a colleague", page)
        self.assertNotIn("Bruno Beta", page)
        self.assertIn("Save permissions", self.url_open(f"/my/traders/{self.trader_a.id}").text)
        self.assertNotIn("Save permissions", self.url_open(f"/my/traders/{self.chief.id}").text)

    def test_pages_without_administer_only_show(self):
        self.authenticate("test-a-1", "test-a-1")
        self.assertNotIn("Invite a colleague", self.url_open("/my/traders").text)
        self.assertNotIn("Send the invitation", self.url_open("/my/traders/new").text)

    def test_ids_of_others_and_of_nobody_answer_alike(self):
        for trader_id in self.trader_b.id, 2**31 - 1:
            answer = self.post(f"/my/traders/{trader_id}/remove")
            self.assertTrue(answer.url.endswith("/my/traders"))
        self.assertTrue(self.trader_b.active)

    def test_form_changes_a_colleague_and_refuses_more(self):
        path = f"/my/traders/{self.trader_a.id}"
        self.post(path, role="analyst", view="1", report="1")
        self.assertEqual(self.trader_a._permissions(), ("view", "report"))
        self.assertIn(
            "Only your broker gives: administer",
            self.post(path, role="analyst", view="1", administer="1").text,
        )
        self.assertEqual(self.trader_a._permissions(), ("view", "report"))
