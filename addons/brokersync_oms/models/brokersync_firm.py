from odoo import api, fields, models


class BrokersyncFirm(models.Model):
    _name = "brokersync.firm"
    _inherit = ["brokersync.firm", "brokersync.reference", "bus.listener.mixin"]
    _allow_sudo_commands = False

    account_ids = fields.One2many("brokersync.account", "firm_id", string="Trading accounts")
    position_count = fields.Integer("Open positions", compute="_compute_position_count")

    @api.depends_context("uid")
    def _compute_position_count(self):
        counts = dict(
            self.env["brokersync.position"]._read_group(
                [("firm_id", "in", self.ids), ("net_qty", "!=", 0)], ["firm_id"], ["__count"]
            )
        )
        for firm in self:
            firm.position_count = counts.get(firm, 0)

    def action_orders(self):
        """The firm's orders."""
        return self._action_of_firm("brokersync_oms.action_brokersync_order")

    def action_positions(self):
        """The firm's positions."""
        return self._action_of_firm("brokersync_oms.action_brokersync_position")

    def _action_of_firm(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return action | {"domain": [("firm_id", "=", self.id)], "context": {}}

    def write(self, vals):
        res = super().write(vals)
        if vals.get("account_status") == "closed":
            self.env["brokersync.revocation"]._request("firm", self.mapped("code"))
        return res

    def _reference_row(self):
        self.ensure_one()
        return {
            "kind": "firm",
            "code": self.code,
            "active": self.active and self.account_status == "active",
        }
