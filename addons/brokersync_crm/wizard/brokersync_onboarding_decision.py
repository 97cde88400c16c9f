from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kyc.steps import CLOSED, COMPLIANCE, ORDER, STEPS


class BrokersyncOnboardingDecision(models.TransientModel):
    """Ask for the reason before an onboarding is sent back, rejected or taken up again."""

    _name = "brokersync.onboarding.decision"
    _description = "Send back or reject an onboarding"
    _inherit = ["brokersync.clean.text"]
    _allow_sudo_commands = False

    onboarding_id = fields.Many2one("brokersync.onboarding", required=True, ondelete="cascade")
    decision = fields.Selection(
        [("send_back", "Send back"), ("reject", "Reject"), ("reopen", "Take up again")],
        required=True,
    )
    to_state = fields.Selection(STEPS, "Back to", default="application")
    reason = fields.Char(required=True, size=500)

    @api.onchange("onboarding_id")
    def _onchange_onboarding_id(self):
        if self.decision == "send_back" and self.onboarding_id.state in ORDER[1:]:
            self.to_state = ORDER[ORDER.index(self.onboarding_id.state) - 1]

    def action_confirm(self):
        """Move the onboarding; rejecting and taking up again are for compliance."""
        self.ensure_one()
        onboarding = self.onboarding_id
        onboarding.check_access("write")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why; the history keeps the reason."))
        if self.decision == "send_back":
            if onboarding.state in CLOSED:
                raise UserError(self.env._("%s is closed.", onboarding.name))
            onboarding._require_role(onboarding.state)
            onboarding._move(self.to_state, self.reason, submitted_by_id=False, submitted_at=False)
            return
        onboarding._require_group(COMPLIANCE)
        if self.decision == "reject":
            onboarding._move("rejected", self.reason, reject_reason=self.reason)
            onboarding.sudo()._turn_away()
        else:
            onboarding._move("application", self.reason, reject_reason=False)
