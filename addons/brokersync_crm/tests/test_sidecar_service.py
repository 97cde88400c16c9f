from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import BrokersyncCommon


@tagged("post_install", "-at_install")
class TestSidecarService(BrokersyncCommon, HttpCase):
    """The account of the sidecar logs in with a key, over the protocol it really uses, and sees nothing."""

    def execute(self, model, method, *args):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.sidecar_user)
            .sudo()
            ._generate(
                "rpc",
                "sidecar",
                fields.Datetime.now() + timedelta(days=1),
            )
        )
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname, self.sidecar_user.id, key, model, method, list(args)
        )

    def test_key_opens_the_door(self):
        self.assertFalse(
            self.execute("res.users", "has_group", [self.sidecar_user.id], "base.group_user")
        )

    def test_nothing_is_readable(self):
        for model in "brokersync.firm", "brokersync.trader", "res.partner", "res.users":
            with self.subTest(model), self.assertRaisesRegex(Fault, "may not do this"):
                self.execute(model, "search", [])
