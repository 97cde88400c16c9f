from odoo.addons.brokersync_crm.const import PERMISSIONS, ROLE_PERMISSIONS, ROLES
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BrokersyncCommon

MATRIX = """
role               view trade withdraw approve report administer
portfolio_manager  yes  yes   no       yes     yes    no
trader             yes  yes   no       no      no     no
analyst            yes  no    no       no      yes    no
operations         yes  no    yes      no      yes    no
compliance         yes  no    no       no      yes    no
administrator      yes  no    no       yes     yes    yes
"""


@tagged("post_install", "-at_install")
class TestPermissions(BrokersyncCommon):
    def rows(self):
        header, *rows = (line.split() for line in MATRIX.strip().splitlines())
        self.assertEqual(tuple(header[1:]), PERMISSIONS)
        self.assertEqual([row[0] for row in rows], [role for role, _label in ROLES])
        for role, *cells in rows:
            yield role, dict(zip(PERMISSIONS, (cell == "yes" for cell in cells), strict=True))

    def test_every_role_has_its_permissions_and_no_others(self):
        self.assertEqual(set(ROLE_PERMISSIONS), {role for role, _label in ROLES})
        for role, expected in self.rows():
            trader, user = self._new_trader(
                self.firm_a, f"ROLE-{role[:5].upper()}", role, role=role
            )
            for permission, allowed in expected.items():
                with self.subTest(f"{role} {permission}"):
                    self.assertEqual(trader[f"can_{permission}"], allowed)
                    self.assertEqual(user.with_user(user)._brokersync_may(permission), allowed)
                    if allowed:
                        user.with_user(user)._brokersync_require(permission)
                    else:
                        with self.assertRaisesRegex(AccessError, permission):
                            user.with_user(user)._brokersync_require(permission)

    def test_a_permission_may_differ_from_the_role(self):
        self.trader_a.role = "analyst"
        self.assertFalse(self.trader_a.can_trade)
        for permission in PERMISSIONS:
            with self.subTest(permission):
                self.trader_a[f"can_{permission}"] = True
                self.trader_a.flush_recordset()
                self.assertTrue(self.client_a._brokersync_may(permission))
        self.trader_a.can_trade = False
        self.assertEqual(
            self.client_a._brokersync_permissions(),
            tuple(name for name in PERMISSIONS if name != "trade"),
        )

    def test_one_given_permission_leaves_the_others_to_the_role(self):
        trader = self.env["brokersync.trader"].create(
            {"firm_id": self.firm_a.id, "name": "Given", "role": "analyst", "can_trade": True}
        )
        self.assertEqual(trader._permissions(), ("view", "trade", "report"))

    def test_a_new_role_sets_the_permissions_anew(self):
        self.trader_a.can_withdraw = True
        self.trader_a.role = "administrator"
        self.assertEqual(self.trader_a._permissions(), ROLE_PERMISSIONS["administrator"])

    def test_without_view_nothing_is_allowed(self):
        self.trader_a.role = "portfolio_manager"
        self.trader_a.can_view = False
        user = self.client_a.with_user(self.client_a)
        self.assertEqual(user._brokersync_permissions(), ())
        self.trader_a.can_view = True
        self.assertEqual(user._brokersync_permissions(), ROLE_PERMISSIONS["portfolio_manager"])

    def test_staff_are_limited_by_groups_and_others_have_nothing(self):
        for staff in self.broker, self.risk_officer, self.compliance_officer, self.administrator:
            self.assertEqual(staff._brokersync_permissions(), PERMISSIONS, staff.login)
        self.assertEqual(self.sidecar_user._brokersync_permissions(), ())
        self.assertEqual(self.env.ref("base.public_user")._brokersync_permissions(), ())

    def test_a_removed_trader_has_none(self):
        self.trader_a.action_archive()
        self.assertEqual(self.client_a._brokersync_permissions(), ())

    def test_an_unknown_permission_is_a_mistake_of_the_programmer(self):
        with self.assertRaises(ValueError):
            self.client_a._brokersync_may("fly")

    def test_only_staff_of_the_firm_change_permissions(self):
        self.trader_a.with_user(self.broker).can_withdraw = True
        self.assertTrue(self.client_a._brokersync_may("withdraw"))
        with self.assertRaises(AccessError):
            self.trader_a.with_user(self.client_a).can_administer = True
        with self.assertRaises(AccessError):
            self.trader_b.with_user(self.broker).can_withdraw = True
