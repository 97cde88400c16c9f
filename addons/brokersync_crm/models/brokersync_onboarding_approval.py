from odoo import fields, models
from odoo.exceptions import UserError

from ..kyc.steps import FOLLOWING, PREPARED


class BrokersyncOnboarding(models.Model):
    """The last step: somebody who did not prepare the onboarding admits the firm."""

    _inherit = "brokersync.onboarding"

    submitted_by_id = fields.Many2one(
        "res.users", "Submitted for approval by", readonly=True, copy=False
    )
    submitted_at = fields.Datetime("Submitted", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    approved_at = fields.Datetime("Approved", readonly=True, copy=False)

    _four_eyes = models.Constraint(
        "CHECK (state <> 'approved' OR (approved_by_id IS NOT NULL"
        " AND approved_by_id IS DISTINCT FROM submitted_by_id"
        " AND approved_by_id IS DISTINCT FROM create_uid))",
        "Who prepared or submitted an onboarding cannot approve it.",
    )

    def action_approve(self):
        """Admit the firm: it becomes active and its accounts are opened. Not for anybody who prepared it."""
        for record in self:
            record._require_role("approval")
            if record.state != "approval":
                raise UserError(self.env._("%s has steps that are not complete.", record.name))
            record._require_other_eyes()
            record._require_complete()
            record._move("approved", approved_by_id=self.env.uid, approved_at=fields.Datetime.now())
            record.sudo()._admit()

    def _admit(self):
        """What an approval brings about; may run again without harm."""
        if self.firm_id.account_status == "prospect":
            self.firm_id.account_status = "active"
        self._open_accounts()

    def _open_accounts(self):
        """Hook: open what the firm needs to trade. Runs in sudo after the approval, and may run again."""

    def _prepared_by(self):
        """Users who began the onboarding, completed a step that is prepared, or submitted it."""
        self.ensure_one()
        record = self.sudo()
        completed = record.step_ids.filtered(
            lambda step: step.from_state in PREPARED and step.to_state == FOLLOWING[step.from_state]
        )
        return record.create_uid | completed.user_id | record.submitted_by_id

    def _require_other_eyes(self):
        if self.env.user in self._prepared_by():
            raise UserError(
                self.env._(
                    "You prepared %s: another compliance officer must approve it.", self.name
                )
            )
