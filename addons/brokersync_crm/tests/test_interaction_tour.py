from odoo.tests import HttpCase, tagged

from .test_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteractionTour(InteractionCommon, HttpCase):
    """Logging from anywhere, and firm to trader to interaction in two clicks, in a browser."""

    def test_by_the_keyboard_and_found_in_two_clicks(self):
        url = f"/odoo/brokersync.firm/{self.firm_a.id}"
        self.start_tour(url, "brokersync_crm_log_interaction", login=self.broker.login)
        logged = self.env["brokersync.interaction"].search([("trader_id", "=", self.trader_a.id)])
        self.assertEqual((logged.broker_id, logged.outcome_id), (self.broker, self.closed))

    def test_from_the_top_bar(self):
        url = f"/odoo/brokersync.trader/{self.trader_a.id}"
        self.start_tour(url, "brokersync_crm_log_interaction_from_the_bar", login=self.broker.login)
        logged = self.env["brokersync.interaction"].search([("trader_id", "=", self.trader_a.id)])
        self.assertTrue(logged.follow_up_id)
