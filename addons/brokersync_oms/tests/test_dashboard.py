from odoo.tests import tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestDashboard(OmsCommon):
    """Orders and positions among what a broker sees first."""

    def rows(self):
        dashboard = self.env["brokersync.dashboard"].with_user(self.broker)
        return dashboard.load(["portfolio"])["panels"]["portfolio"]["rows"]

    def test_an_order_says_what_it_waits_for(self):
        self.working_order()
        pending = self.new_order(ord_type="market", price=0)
        pending.action_submit()
        self.assertEqual(
            [(row["title"], row["note"]) for row in self.rows()],
            [("Buy 10 TCL", "Market, Pending new"), ("Buy 10 TCL", "61.25")],
        )

    def test_the_houses_own_orders_are_no_clients(self):
        self.working_order()
        self.firm_a.house = True
        self.assertFalse(self.rows())
