import base64
import hashlib
import logging
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import append_only
from ..paper.agreement import Signed, render

_logger = logging.getLogger(__name__)


class BrokersyncAgreement(models.Model):
    """A signature: who put which name under which text, when and from where. Rows are only ever added.

    With it goes the paper: a PDF printed once, when it is signed, and never again.
    """

    _name = "brokersync.agreement"
    _description = "Signed agreement"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "template_id"
    _allow_sudo_commands = False

    template_id = fields.Many2one(
        "brokersync.agreement.template", "Text", required=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", "Login", required=True, ondelete="restrict")
    signer = fields.Char("Signed as", required=True, size=200)
    signed_at = fields.Datetime("Signed", required=True, default=fields.Datetime.now)
    address = fields.Char("From address", size=64)
    sha256 = fields.Char("SHA-256 of the text", required=True)
    body = fields.Html("Text as signed", required=True)
    paper = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    paper_sha256 = fields.Char("SHA-256 of the PDF", readonly=True)

    _once = models.Constraint(
        "UNIQUE (firm_id, template_id)", "This version was signed for the firm already."
    )

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("A signature cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("A signature cannot be deleted."))  # pylint: disable=no-raise-unlink

    @api.model
    def _missing_for(self, firm):
        """Texts in force that nobody has signed for `firm` yet, in sudo."""
        signed = self.sudo().search([("firm_id", "=", firm.id)]).template_id
        return (
            self.env["brokersync.agreement.template"].sudo().search([("state", "=", "in_force")])
            - signed
        )

    @api.model
    def _sign(self, firm, template, signer, sha256, address):
        """Sign `template` for `firm` as the current user; the caller has checked that the user may.

        :param signer: the name the person typed
        :param sha256: of the text the person was shown
        :raise UserError: no name, not in force, signed already, or the text was changed meanwhile
        """
        signer = " ".join((signer or "").split())
        if len(signer) < 3:
            raise UserError(self.env._("Type your full name to sign."))
        if template not in self._missing_for(firm):
            raise UserError(self.env._("This text is not there to be signed."))
        if sha256 != template.sha256:
            raise UserError(self.env._("The text was changed meanwhile. Please read it again."))
        user, firm, now = self.env.user, firm.sudo(), fields.Datetime.now()
        paper = render(
            Signed(
                title=template.name,
                version=template.version,
                html=template.body,
                sha256=template.sha256,
                brokerage=self.env.company.sudo().name,
                firm=f"{firm.name} ({firm.code})",
                signer=signer,
                login=user.login,
                signed_at=now,
                address=address or "",
            )
        )
        return self.sudo().create(
            {
                "firm_id": firm.id,
                "template_id": template.id,
                "user_id": user.id,
                "signer": signer,
                "signed_at": now,
                "address": address,
                "sha256": template.sha256,
                "body": template.body,
                "paper": base64.b64encode(paper),
                "paper_sha256": hashlib.sha256(paper).hexdigest(),
            }
        )

    def action_download(self):
        """Open the download of the paper; the route decides once more."""
        self.ensure_one()
        self.check_access("read")
        url = f"/brokersync/agreement/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _paper(self):
        """The PDF as it was printed when it was signed, for somebody who may read the record.

        :return: bytes
        :raise UserError: there is none, or it is not the one that was printed
        """
        self.ensure_one()
        paper = base64.b64decode(self.sudo().paper or b"")
        if hashlib.sha256(paper).hexdigest() != self.paper_sha256:
            if self.paper_sha256:
                _logger.error("The paper of agreement %s is not the one that was signed.", self.id)
            raise UserError(
                self.env._("There is no paper of this signature. Please tell your broker.")
            )
        return paper

    def _paper_name(self):
        """Name of the file, of letters every system takes."""
        template = self.template_id.sudo()
        name = f"{self.firm_id.code}-{template.code}-{template.version}"
        return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-") + ".pdf"
