from odoo.tests import HttpCase, tagged

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestTours(SidecarEnvironment, OmsCommon, HttpCase):
    """The screens without a sidecar: nobody listens at its WebSocket address. With one: tests/browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house_account = cls._new_account(cls.firm_a, "TEST-A-HOUSE", house=True)

    def _tour(self, url, name, user):
        self.start_tour(url, name, login=user.login)

    def test_broker_sends_an_order(self):
        self._tour("/odoo/orders", "brokersync_oms_send_order", self.broker)
        order = self.env["brokersync.order"].search([("account_id", "=", self.house_account.id)])
        self.assertEqual(
            (order.ord_status, order.order_qty, order.price), ("pending_new", 7, 61.25)
        )
        self.assertEqual(order.entered_by, self.broker.login)

    def test_client_sends_an_order(self):
        self._tour("/my/orders", "brokersync_oms_portal_order", self.client_a)
        order = self.env["brokersync.order"].search([("account_id", "=", self.account_a.id)])
        self.assertEqual((order.ord_status, order.order_qty, order.price), ("pending_new", 4, 60.5))

    def test_market_page_without_sidecar(self):
        buy, sell = (
            self.stream.new(account, "TCL", side)
            for account, side in (("TEST-A-01", "buy"), ("TEST-B-01", "sell"))
        )
        self.apply(buy, sell, *self.stream.trade(buy, sell, 3, 61.25))
        self._tour("/my/market", "brokersync_oms_portal_market_away", self.client_a)

    def test_ladder_without_sidecar(self):
        self.apply(self.stream.new("TEST-A-01", "TCL"))
        self._tour("/odoo", "brokersync_oms_ladder_away", self.broker)

    def test_ladder_without_address(self):
        self.set_variable("BROKERSYNC_SIDECAR_WS_URL", "")
        self._tour("/odoo/brokersync-ladder", "brokersync_oms_ladder_refused", self.broker)
