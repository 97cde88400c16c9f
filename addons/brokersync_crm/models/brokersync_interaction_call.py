from odoo import api, models

CALL = "call"


class BrokersyncInteraction(models.Model):
    """Calls that are logged as interactions stand among the messages, too."""

    _inherit = "brokersync.interaction"

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        for interaction in interactions:
            if interaction.type_id.code == CALL:
                interaction._log_call()
        return interactions

    def _log_call(self):
        """Who spoke with whom and when; what was said stays in the interaction, which can still be corrected."""
        self.env["brokersync.communication"]._log(
            "call",
            "out",
            firm=self.firm_id,
            trader=self.trader_id,
            broker=self.broker_id,
            subject=self.display_name,
            sent_at=self.date,
            record=self,
        )
