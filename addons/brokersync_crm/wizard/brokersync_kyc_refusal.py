from odoo import fields, models


class BrokersyncKycRefusal(models.TransientModel):
    """Ask why a document is not accepted; the client reads the reason."""

    _name = "brokersync.kyc.refusal"
    _description = "Refuse a KYC document"
    _inherit = ["brokersync.clean.text"]
    _allow_sudo_commands = False

    document_id = fields.Many2one("brokersync.kyc.document", required=True, ondelete="cascade")
    reason = fields.Char(required=True, size=300)

    def action_refuse(self):
        self.ensure_one()
        self.document_id._refuse(self.reason)
