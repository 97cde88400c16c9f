from odoo import fields, models

OUTCOMES = [
    ("erased", "Erased"),
    ("pseudonymised", "Replaced by a pseudonym"),
    ("kept", "Kept"),
]


class BrokersyncPrivacyLine(models.Model):
    """What becomes, or became, of one kind of personal data: the answer a client gets."""

    _name = "brokersync.privacy.line"
    _description = "Outcome of a privacy request"
    _inherit = ["brokersync.firm.owned"]
    _order = "outcome, what"
    _rec_name = "what"
    _allow_sudo_commands = False

    request_id = fields.Many2one(
        "brokersync.privacy.request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    firm_id = fields.Many2one(related="request_id.firm_id", store=True, precompute=True)
    what = fields.Char(required=True, readonly=True)
    records = fields.Integer(readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    until = fields.Date(readonly=True)
    rule = fields.Char("Because of", readonly=True)
