from odoo import fields, models
from odoo.exceptions import UserError

from .. import append_only
from ..kyc.choices import OVERSIGHT
from ..kyc.steps import STATES


class BrokersyncOnboardingStep(models.Model):
    """One move of an onboarding: who, when, from where to where, and what was known then. Rows are only ever added."""

    _name = "brokersync.onboarding.step"
    _description = "Step of an onboarding"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "to_state"
    _allow_sudo_commands = False

    onboarding_id = fields.Many2one(
        "brokersync.onboarding", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="onboarding_id.firm_id", store=True, precompute=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    from_state = fields.Selection(STATES, "From")
    to_state = fields.Selection(STATES, "To", required=True)
    reason = fields.Char(size=500)
    evidence = fields.Json(
        groups=OVERSIGHT, help="What the decision rested on, as it was at that moment."
    )

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("The history of an onboarding cannot be changed."))

    def unlink(self):
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("The history of an onboarding cannot be deleted.")
        )
