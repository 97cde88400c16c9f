from odoo import api, fields, models
from odoo.exceptions import UserError


class BrokersyncLegalHold(models.Model):
    """While it stands, nothing of the firm, or of one of its people, is erased or disposed of."""

    _name = "brokersync.legal.hold"
    _description = "Legal hold"
    _inherit = [
        "brokersync.audited",
        "brokersync.system.fields",
        "brokersync.clean.text",
        "brokersync.firm.owned",
    ]
    _system_fields = ("since", "released_on", "released_by_id")
    _order = "released_on NULLS FIRST, id desc"
    _rec_name = "reason"
    _allow_sudo_commands = False

    _audited_fields = ("firm_id", "trader_id", "reason", "released_on", "release_reason")

    trader_id = fields.Many2one(
        "brokersync.trader",
        ondelete="restrict",
        domain="[('firm_id', '=', firm_id)]",
        help="Empty: the hold stands for the whole firm.",
    )
    reason = fields.Char(required=True, help="Court, authority or dispute, with its reference")
    since = fields.Date(required=True, readonly=True, default=fields.Date.today)
    released_on = fields.Date("Released on", readonly=True, copy=False)
    released_by_id = fields.Many2one("res.users", "Released by", readonly=True, copy=False)
    release_reason = fields.Char("Release reason", copy=False)

    def action_release(self):
        self.ensure_one()
        self.check_access("write")
        if not self.release_reason:
            raise UserError(self.env._("Say why the hold ends."))
        self.sudo().write({"released_on": fields.Date.today(), "released_by_id": self.env.uid})

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A legal hold is released, never deleted."))

    @api.model
    def _standing(self, trader):
        """Holds that stand in the way of erasing this person, in sudo."""
        return self.sudo().search(
            [
                ("firm_id", "=", trader.firm_id.id),
                ("trader_id", "in", [False, trader.id]),
                ("released_on", "=", False),
            ]
        )
