from odoo import fields, models

from ..kyc.choices import RISK_BANDS

PROVES = [
    ("identity", "Identity of a person"),
    ("registration", "Registration of the firm"),
    ("constitution", "Articles of the firm"),
    ("address", "Address"),
    ("ownership", "Who owns the firm"),
    ("funds", "Source of funds"),
]

RISK_ORDER = tuple(code for code, _name in RISK_BANDS)


class BrokersyncKycDocumentType(models.Model):
    """A kind of document, what it proves, and which clients must bring one. One accepted document of any type that
    proves the same is enough: a passport or an identity card."""

    _name = "brokersync.kyc.document.type"
    _description = "Kind of KYC document"
    _inherit = ["brokersync.clean.text"]
    _order = "sequence, id"
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, size=80, translate=True)
    code = fields.Char(required=True, size=40)
    proves = fields.Selection(PROVES, required=True)
    per_owner = fields.Boolean(
        "One for each owner", help="Each beneficial owner who must be identified brings one."
    )
    needs_expiry = fields.Boolean("Has an expiry date")
    needs_mrz = fields.Boolean("Has a machine-readable zone")
    for_company = fields.Boolean("Companies must bring it")
    for_fund = fields.Boolean("Funds must bring it")
    for_public = fields.Boolean("Public bodies must bring it")
    for_individual = fields.Boolean("Sole traders must bring it")
    from_risk = fields.Selection(
        RISK_BANDS,
        "Asked for from risk",
        required=True,
        default="low",
        help="Only clients of this risk or a higher one must bring it. Without a score a client counts as low.",
    )
    hint = fields.Char("Hint for the client", size=200, translate=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "Another kind of document has this code.")

    def _required_of(self, firm):
        """The types of `self` that `firm` must bring, by client kind and risk."""
        risk = RISK_ORDER.index(firm.kyc_risk or "low")
        return self.filtered(
            lambda kind: (
                kind[f"for_{firm.client_kind or 'company'}"]
                and RISK_ORDER.index(kind.from_risk) <= risk
            )
        )
