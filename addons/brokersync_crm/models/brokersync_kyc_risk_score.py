from odoo import fields, models
from odoo.exceptions import UserError

from .. import append_only
from ..kyc.choices import OVERSIGHT, RISK_BANDS


class BrokersyncKycRiskScore(models.Model):
    """A client's risk at a time, with the facts it rests on. Rows are only ever added."""

    _name = "brokersync.kyc.risk.score"
    _description = "KYC risk score"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "band"
    _allow_sudo_commands = False

    onboarding_id = fields.Many2one(
        "brokersync.onboarding", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="onboarding_id.firm_id", store=True, precompute=True)
    total = fields.Integer("Score", required=True)
    band = fields.Selection(RISK_BANDS, "Risk", required=True)
    facts = fields.Json(help="What was known: factor to values.", groups=OVERSIGHT)
    line_ids = fields.One2many(
        "brokersync.kyc.risk.line", "score_id", string="Explanation", groups=OVERSIGHT
    )

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("A risk score cannot be changed. Calculate a new one."))

    def unlink(self):
        raise UserError(self.env._("A risk score cannot be deleted."))  # pylint: disable=no-raise-unlink


class BrokersyncKycRiskLine(models.Model):
    _name = "brokersync.kyc.risk.line"
    _description = "Line of a KYC risk score"
    _inherit = ["brokersync.firm.owned"]
    _order = "points desc, id"
    _rec_name = "factor"
    _allow_sudo_commands = False

    score_id = fields.Many2one(
        "brokersync.kyc.risk.score", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="score_id.firm_id", store=True, precompute=True)
    factor = fields.Char(required=True)
    value = fields.Char(required=True)
    score = fields.Integer("Score (0–100)")
    weight = fields.Integer()
    points = fields.Float("Adds", digits=(6, 2))
    floor = fields.Selection(RISK_BANDS, "At least")

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("A risk score cannot be changed. Calculate a new one."))

    def unlink(self):
        raise UserError(self.env._("A risk score cannot be deleted."))  # pylint: disable=no-raise-unlink
