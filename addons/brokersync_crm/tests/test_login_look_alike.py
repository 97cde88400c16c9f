from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged

from .common import BrokersyncCommon

LOOK_ALIKES = {
    "a Cyrillic letter": "bs_br\u043eker",
    "a Greek letter": "bs_br\u03bfker",
    "a digit": "bs_br0ker",
    "a capital": "BS_BR0KER",
    "full-width letters": "ｂｓ_ｂｒｏｋｅｒ",
    "nothing that is seen": "bs_bro\u200bker",
    "a joiner": "bs_bro\u2060ker",
    "a mark": "bs_bro\u0335ker",
    "a blank": "bs_bro ker",
}


@tagged("post_install", "-at_install")
class TestLoginLookAlike(BrokersyncCommon):
    """Nobody gets a login that is taken for a colleague's."""

    @contextmanager
    def refused(self):
        text = "looks like the login of a member of staff"
        with self.assertRaisesRegex(ValidationError, text), self.env.cr.savepoint():
            yield

    def test_a_login_that_looks_like_staff_is_refused(self):
        for how, login in LOOK_ALIKES.items():
            with self.subTest(how), self.refused():
                new_test_user(self.env, login, groups="base.group_portal")
        with self.refused():
            new_test_user(self.env, "bs_br0ker", groups="brokersync_crm.group_broker")

    def test_an_address_that_looks_like_a_staff_login_is_refused(self):
        colleague = "nina@house.example"
        new_test_user(self.env, colleague, groups="brokersync_crm.group_broker")
        for address in "n\u0456na@house.example", "nina@h0use.example", "nlna@house.example":
            with self.subTest(address), self.refused():
                new_test_user(self.env, "nina", email=address, groups="base.group_portal")

    def test_a_login_is_not_changed_to_one_either(self):
        with self.refused():
            self.client_a.login = "bs_r1sk"
        self.assertEqual(self.client_a.login, "test-a-1")

    def test_an_invitation_says_so(self):
        new_test_user(self.env, "nina@house.example", groups="brokersync_crm.group_broker")
        trader = self.env["brokersync.trader"].create(
            {
                "firm_id": self.firm_a.id,
                "code": "TEST-A-9",
                "name": "Nina",
                "email": "nina@h0use.example",
            }
        )
        with self.refused():
            trader.action_invite()

    def test_honest_logins_are_taken(self):
        for login in "bs_broker2", "bs_brooker", "br_broker", "анна@пример.рф":
            user = new_test_user(self.env, login, groups="base.group_portal")
            self.assertEqual(user.login, login)
        self.broker.login = "BS_Broker"
        self.broker.write({"group_ids": [Command.link(self.env.ref("base.group_user").id)]})

    def test_a_client_may_look_like_a_client(self):
        user = new_test_user(self.env, "test-a-l", groups="base.group_portal")
        self.assertTrue(user.share)
