from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.http import Controller, request, route


class InteractionRecord(Controller):
    @route(
        "/brokersync/interactions/<int:interaction_id>/record",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def record(self, interaction_id):
        """One page: an interaction, the orders that followed and their executions. 404 for whom it is none of."""
        interactions = request.env["brokersync.interaction"]
        interaction = (
            # Searched as the user, so that the record rule decides what there is to see.
            interactions.has_access("read") and interactions.search([("id", "=", interaction_id)])
        )
        if not interaction:
            raise NotFound
        return request.render(
            "brokersync_oms.interaction_record",
            {
                "interaction": interaction,
                "orders": interaction.order_ids.sorted("submitted_at"),
                "now": fields.Datetime.now(),
            },
        )
