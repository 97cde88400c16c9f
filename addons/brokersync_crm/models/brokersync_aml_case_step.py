from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import append_only
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
LEAST_REASON = 10


class BrokersyncAmlCaseStep(models.Model):
    """One step of a case: who, what, why. Append-only; who took it is `create_uid`, which nobody can choose."""

    _name = "brokersync.aml.case.step"
    _description = "Step of an AML case"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "id"
    _rec_name = "step"
    _allow_sudo_commands = False

    case_id = fields.Many2one("brokersync.aml.case", required=True, index=True, ondelete="restrict")
    firm_id = fields.Many2one(related="case_id.firm_id", store=True, precompute=True)
    summary = fields.Text(related="case_id.summary")
    step = fields.Selection(STEPS, required=True)
    reason = fields.Text()

    def init(self):
        append_only.protect(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_group("brokersync_crm.group_compliance_officer"):
            raise AccessError(self.env._("Only compliance officers work on cases."))
        for vals in vals_list:
            if (
                vals.get("step") not in WITHOUT_REASON
                and len((vals.get("reason") or "").strip()) < LEAST_REASON
            ):
                raise ValidationError(
                    self.env._("Say why, in at least %s characters.", LEAST_REASON)
                )
        steps = super().create(vals_list)
        for step in steps:
            step._apply()
        return steps

    def write(self, vals):
        raise UserError(self.env._("The history of a case is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a case is kept."))

    def _apply(self):
        """Move the case; raise UserError where the step does not fit, or the second person is the first."""
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
            if user == case.proposed_by_id:
                raise UserError(self.env._("You proposed this: a second person decides."))
            values = {
                "state": case.proposed_outcome,
                "decided_by_id": user.id,
                "decided_at": fields.Datetime.now(),
            }
        elif self.step.startswith("propose"):
            outcome = "closed" if self.step == "propose_close" else "escalated"
            values = {"state": "decision", "proposed_outcome": outcome, "proposed_by_id": user.id}
        elif self.step == "triage":
            values = {"state": "triage", "user_id": user.id}
        else:
            values = {"state": "investigating", "proposed_outcome": False, "proposed_by_id": False}
        case.write(values)
