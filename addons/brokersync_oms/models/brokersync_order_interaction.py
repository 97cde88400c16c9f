import re

from odoo import api, fields, models

REFERENCE = re.compile(r"\bINT-(\d{1,9})\b", re.IGNORECASE)


class BrokersyncOrder(models.Model):
    """What was said before the order came. Staff only: clients see none of it."""

    _inherit = "brokersync.order"

    interaction_id = fields.Many2one(
        "brokersync.interaction",
        string="Interaction before it",
        compute="_compute_interaction_id",
        groups="base.group_user",
    )

    @api.depends("trader_id", "instruction_time", "submitted_at", "instruction_ref")
    def _compute_interaction_id(self):
        interactions = self.env["brokersync.interaction"]
        if not interactions.has_access("read"):
            self.interaction_id = False
            return
        for order in self:
            order.interaction_id = order._referred_interaction() or order._latest_interaction()

    def _referred_interaction(self):
        """The interaction the instruction names, when it was with the same firm and the user may see it."""
        interactions = self.env["brokersync.interaction"]
        named = REFERENCE.search(self.instruction_ref or "")
        if not named:
            return interactions
        return interactions.search([("id", "=", int(named[1])), ("firm_id", "=", self.firm_id.id)])

    def _latest_interaction(self):
        interactions = self.env["brokersync.interaction"]
        instructed = self.instruction_time or self.submitted_at
        if not (instructed and self.trader_id):
            return interactions
        return interactions.search(
            [
                ("trader_id", "=", self.trader_id.id),
                ("date", "<=", instructed),
                ("date", ">=", instructed - interactions._order_window()),
            ],
            limit=1,
        )

    def action_interaction(self):
        """The interaction before the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "brokersync.interaction",
            "res_id": self.interaction_id.id,
            "views": [(False, "form")],
            "name": self.env._("Interaction"),
        }

    def action_record(self):
        """The page with the interaction before the order, this and its other orders, and their executions."""
        self.ensure_one()
        return self.interaction_id.action_record()
