import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import PREPARE


class BrokersyncKycUpload(models.TransientModel):
    """The desk's way to bring a document in for a client."""

    _name = "brokersync.kyc.upload"
    _description = "Upload a KYC document"
    _inherit = ["brokersync.clean.text"]
    _allow_sudo_commands = False

    firm_id = fields.Many2one("brokersync.firm", required=True, ondelete="cascade")
    type_id = fields.Many2one("brokersync.kyc.document.type", required=True, ondelete="cascade")
    per_owner = fields.Boolean(related="type_id.per_owner")
    needs_expiry = fields.Boolean(related="type_id.needs_expiry")
    needs_mrz = fields.Boolean(related="type_id.needs_mrz")
    owner_id = fields.Many2one(
        "brokersync.beneficial.owner", domain="[('firm_id', '=', firm_id)]", ondelete="cascade"
    )
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    expiry_date = fields.Date("Valid until")
    mrz = fields.Text(
        "Machine-readable zone", help="The two or three lines at the foot of the document."
    )

    @api.model
    def _may_upload(self):
        return any(self.env.user.has_group(group) for group in PREPARE)

    def action_upload(self):
        self.ensure_one()
        if not self._may_upload():
            raise AccessError(self.env._("Documents are brought in by brokers and compliance."))
        self.firm_id.check_access("write")
        if self.owner_id and self.owner_id.firm_id != self.firm_id:
            raise UserError(self.env._("The person of a document belongs to the same firm."))
        self.env["brokersync.kyc.document"]._receive(
            self.firm_id,
            self.type_id,
            base64.b64decode(self.file or b""),
            self.filename,
            owner=self.owner_id,
            expiry_date=self.expiry_date,
            mrz=self.mrz,
        )
        self.file = False
        return {"type": "ir.actions.act_window_close"}
