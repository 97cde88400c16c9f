from odoo import fields, models
from odoo.exceptions import UserError

from .brokersync_aml_case import STATES

STEPS = [
    ("triage", "Taken up"),
    ("investigate", "Investigation begun"),
    ("propose_close", "Close without action proposed"),
    ("propose_escalate", "Escalation proposed"),
    ("confirm", "Confirmed by a second person"),
    ("return", "Sent back to investigate"),
]

# From which states a step may be taken.
ALLOWED = {
    "triage": {"new"},
    "investigate": {"triage"},
    "propose_close": {"triage", "investigating"},
    "propose_escalate": {"triage", "investigating"},
    "confirm": {"decision"},
    "return": {"decision"},
}

WITHOUT_REASON = {"triage", "investigate"}


class BrokersyncAmlCaseStep(models.Model):
    """One step of a case: who, what, why."""

    _name = "brokersync.aml.case.step"
    _description = "Step of an AML case"
    _inherit = ["brokersync.four.eyes.step"]
    _order = "id"
    _rec_name = "step"
    _allow_sudo_commands = False

    case_id = fields.Many2one("brokersync.aml.case", required=True, index=True, ondelete="restrict")
    firm_id = fields.Many2one(related="case_id.firm_id", store=True, precompute=True)
    summary = fields.Text(related="case_id.summary")
    step = fields.Selection(STEPS, required=True)

    def _needs_reason(self, vals):
        return vals.get("step") not in WITHOUT_REASON

    def _apply(self):
        case, user = self.case_id.sudo(), self.create_uid
        if case.state not in ALLOWED[self.step]:
            raise UserError(
                self.env._(
                    "%(case)s is at “%(state)s”: “%(step)s” does not follow.",
                    case=case.name,
                    state=dict(STATES)[case.state],
                    step=dict(STEPS)[self.step],
                )
            )
        if self.step == "confirm":
            case._confirm(user, case.proposed_outcome)
        elif self.step.startswith("propose"):
            outcome = "closed" if self.step == "propose_close" else "escalated"
            case._propose(user, state="decision", proposed_outcome=outcome)
        elif self.step == "triage":
            case.write({"state": "triage", "user_id": user.id})
        else:
            case.write(
                {"state": "investigating", "proposed_outcome": False, "proposed_by_id": False}
            )
