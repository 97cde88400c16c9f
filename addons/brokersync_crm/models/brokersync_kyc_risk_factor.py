from odoo import fields, models

from ..kyc.choices import RISK_BANDS

FACTORS = [
    ("country", "Country"),
    ("client_kind", "Client kind"),
    ("products", "Products"),
    ("pep", "Political exposure"),
    ("ownership", "Ownership"),
    ("channel", "Channel"),
    ("screening", "Screening"),
    ("volume", "Expected volume"),
]


class BrokersyncKycRiskFactor(models.Model):
    _name = "brokersync.kyc.risk.factor"
    _description = "KYC risk factor"
    _inherit = ["brokersync.clean.text"]
    _order = "sequence, id"
    _rec_name = "code"
    _allow_sudo_commands = False

    sequence = fields.Integer(default=10)
    code = fields.Selection(FACTORS, "Factor", required=True)
    weight = fields.Integer(required=True, default=10, help="0 leaves the factor out.")
    default_score = fields.Integer(
        "Score of other values", help="0 to 100, for values that are not listed."
    )
    value_ids = fields.One2many("brokersync.kyc.risk.value", "factor_id", string="Values")

    _code_uniq = models.Constraint("UNIQUE (code)", "This factor is there already.")
    _range = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 100 AND default_score BETWEEN 0 AND 100)",
        "Weights and scores are between 0 and 100.",
    )

    def _rate(self, keys):
        """Score, floor and key of the worst of `keys`; the default score for keys that are not listed."""
        self.ensure_one()
        known = {value.key: (value.score, value.floor, value.key) for value in self.value_ids}
        rated = [known.get(key, (self.default_score, "low", key)) for key in keys]
        bands = [code for code, _name in RISK_BANDS]
        return max(rated, key=lambda row: (bands.index(row[1]), row[0]))


class BrokersyncKycRiskValue(models.Model):
    _name = "brokersync.kyc.risk.value"
    _description = "Value of a KYC risk factor"
    _inherit = ["brokersync.clean.text"]
    _order = "factor_id, score desc, key"
    _rec_name = "key"
    _allow_sudo_commands = False

    factor_id = fields.Many2one(
        "brokersync.kyc.risk.factor", required=True, index=True, ondelete="cascade"
    )
    key = fields.Char(
        "Value", required=True, size=40, help="Country code (ISO 3166), or the code of the choice."
    )
    score = fields.Integer(required=True, help="0 (no risk) to 100.")
    floor = fields.Selection(
        RISK_BANDS, "At least", required=True, default="low", help="Whatever the other factors say."
    )

    _key_uniq = models.Constraint("UNIQUE (factor_id, key)", "This value is listed already.")
    _range = models.Constraint("CHECK (score BETWEEN 0 AND 100)", "A score is between 0 and 100.")
