from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

WINDOW_MINUTES = "brokersync_oms.interaction_window_minutes"
DEFAULT_WINDOW_MINUTES = 60


class BrokersyncInteraction(models.Model):
    """The orders that followed an interaction; an order's side of it is in brokersync_order_interaction.py.

    An order follows the interaction its instruction refers to, or else the latest one with its trader, unless that was
    longer ago than the window. So each order has one interaction at most, and both sides tell the same.
    """

    _inherit = "brokersync.interaction"

    order_ids = fields.Many2many(
        "brokersync.order", string="Orders that followed", compute="_compute_order_ids"
    )
    order_count = fields.Integer("Orders", compute="_compute_order_ids")

    @api.depends("trader_id", "date")
    def _compute_order_ids(self):
        orders = self.env["brokersync.order"]
        for interaction in self:
            found = orders.search(interaction._order_candidates()) if interaction.id else orders
            interaction.order_ids = found.filtered(
                lambda order, interaction=interaction: order.interaction_id == interaction
            )
            interaction.order_count = len(interaction.order_ids)

    @api.model
    def _order_window(self):
        """Time after an interaction in which its trader's orders count as its result."""
        minutes = self.env["ir.config_parameter"].sudo().get_param(WINDOW_MINUTES, "")
        return timedelta(minutes=int(minutes) if minutes.isdecimal() else DEFAULT_WINDOW_MINUTES)

    def _order_candidates(self):
        """Domain of the orders that may have followed: the trader's in the window, and those that name it."""
        self.ensure_one()
        span = [self.date, self.date + self._order_window()]
        told = Domain("instruction_time", ">=", span[0]) & Domain("instruction_time", "<=", span[1])
        sent = Domain("submitted_at", ">=", span[0]) & Domain("submitted_at", "<=", span[1])
        of_trader = Domain("trader_id", "=", self.trader_id.id) & (
            told | (Domain("instruction_time", "=", False) & sent)
        )
        refers = Domain("firm_id", "=", self.firm_id.id) & Domain(
            "instruction_ref", "ilike", self.reference
        )
        return refers | of_trader if self.trader_id else refers

    def action_orders(self):
        """The orders that followed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brokersync_oms.action_brokersync_order"
        )
        return action | {
            "domain": [("id", "in", self.order_ids.ids)],
            "context": {},
            "name": self.env._("Orders after %s", self.display_name),
        }

    def action_record(self):
        """The page with the interaction, its orders and their executions, in a window of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/brokersync/interactions/{self.id}/record",
            "target": "new",
        }

    def action_new_order(self):
        """A new order on behalf of the trader, with the time and the reference of this interaction."""
        self.ensure_one()
        account = self.env["brokersync.account"].search(
            [("firm_id", "=", self.firm_id.id), ("house", "=", False)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "brokersync.order",
            "views": [(False, "form")],
            "name": self.env._("New order"),
            "context": {
                "default_account_id": account.id,
                "default_trader_id": self.trader_id.id,
                "default_capacity": "agency",
                "default_instruction_time": self.date,
                "default_instruction_ref": self.reference,
            },
        }
