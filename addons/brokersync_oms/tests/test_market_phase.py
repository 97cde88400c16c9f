from odoo.tests import tagged

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestMarketPhase(SidecarEnvironment, OmsCommon):
    def setUp(self):
        super().setUp()
        self.working_order()  # of firm A, in TCL
        self.look("open")

    def look(self, phase):
        """Let the job run while the sidecar says this of TCL."""
        self.sidecar.serve("/v1/instruments", [{"symbol": "TCL", "status": phase}])
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_oms.cron_market_phase").method_direct_trigger()
        self.env.invalidate_all()

    def told(self, user):
        return self.env["brokersync.notification"].search(
            [("user_id", "=", user.id), ("event_id.category", "=", "market")], order="id"
        )

    def test_a_halt_is_told_to_whoever_has_something_at_stake(self):
        self.look("volatility_halt")
        self.look("open")
        for user in self.client_a, self.broker:
            self.assertEqual(
                self.told(user).mapped("title"), ["TCL: volatility halt", "TCL: open"], user.login
            )
        self.assertFalse(self.told(self.client_b))
        self.assertEqual(self.told(self.client_a)[0]._target(), "/my/market?symbol=TCL")

    def test_the_first_look_and_no_change_tell_nothing(self):
        self.look("open")
        self.assertFalse(self.told(self.client_a))

    def test_an_auction_is_told_to_those_who_ask(self):
        self.look("closing_auction")
        self.assertFalse(self.told(self.client_a))
        self.env.ref("brokersync_oms.event_market_auction").in_app = True
        self.look("open")
        self.look("closing_auction")
        self.assertEqual(self.told(self.client_a).mapped("title"), ["TCL: closing auction"])

    def test_without_the_sidecar_nothing_is_told(self):
        self.set_variable("BROKERSYNC_SIDECAR_URL", "http://127.0.0.1:9")
        self.look("halted")
        self.assertFalse(self.told(self.client_a))
