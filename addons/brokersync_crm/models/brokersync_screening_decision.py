from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .. import append_only

LEAST_REASON = 10


class BrokersyncScreeningDecision(models.Model):
    """What one person said about a hit, and why. Append-only; who said it is `create_uid`, which nobody can choose."""

    _name = "brokersync.screening.decision"
    _description = "Decision about a sanctions hit"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "id"
    _rec_name = "verdict"
    _allow_sudo_commands = False

    hit_id = fields.Many2one(
        "brokersync.screening.hit", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="hit_id.firm_id", store=True, precompute=True)
    explanation = fields.Text(related="hit_id.explanation")
    verdict = fields.Selection(
        [("false_positive", "No match"), ("true_match", "Match")], required=True
    )
    reason = fields.Text(required=True)

    def init(self):
        append_only.protect(self.env.cr, self._table)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.user.has_group("brokersync_crm.group_compliance_officer"):
            raise AccessError(self.env._("Only compliance officers decide about hits."))
        for vals in vals_list:
            if len((vals.get("reason") or "").strip()) < LEAST_REASON:
                raise ValidationError(
                    self.env._("Say why, in at least %s characters.", LEAST_REASON)
                )
        decisions = super().create(vals_list)
        for decision in decisions:
            decision.hit_id.sudo()._take(decision)
        return decisions

    def write(self, vals):
        raise UserError(self.env._("Decisions are never changed. A second person can contradict."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Decisions are kept."))
