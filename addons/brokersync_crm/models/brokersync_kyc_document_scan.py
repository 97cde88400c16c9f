import base64

from odoo import api, models
from odoo.exceptions import AccessError

from ..documents.clamd import Clamd, ScannerError
from ..kyc.steps import COMPLIANCE

SCANNER = "brokersync_crm.clamd"
"""Configuration parameter: address of the virus scanner, `tcp://host:port` or `unix:/path`; none when empty."""


class BrokersyncKycDocument(models.Model):
    """A file is given to people once a virus scanner has looked at it; what is in quarantine, to nobody."""

    _inherit = "brokersync.kyc.document"

    @api.model
    def _scanner(self):
        address = self.env["ir.config_parameter"].sudo().get_param(SCANNER)
        return Clamd(address) if address else None

    @api.model
    def _cron_scan(self):
        """Ask the scanner about every document that is not scanned; without an answer it is asked again next time."""
        scanner = self._scanner()
        waiting = self.search([("scan_state", "=", "pending")], limit=100) if scanner else self
        for done, document in enumerate(waiting, start=1):
            document._scan(scanner)
            self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - done)

    def _scan(self, scanner):
        self.ensure_one()
        try:
            infection = scanner.scan(base64.b64decode(self.sudo().data))
        except ScannerError as error:
            self.sudo().scan_message = str(error)[:250]
            return
        self.sudo().write(
            {
                "scan_state": "quarantined" if infection else "clean",
                "scan_message": infection or False,
                **({"review_state": "refused", "refuse_reason": infection} if infection else {}),
            }
        )

    def _content_for(self, user, *, unscanned=False):
        """The file as bytes for `user`, who may read the record.

        :param unscanned: whether the reader knows that nobody has scanned it
        :raise AccessError: in quarantine, or not scanned and not for this reader
        """
        self.ensure_one()
        if self.scan_state == "quarantined":
            raise AccessError(self.env._("This document is in quarantine and is given to nobody."))
        if self.scan_state == "pending" and not (unscanned and user.has_group(COMPLIANCE)):
            raise AccessError(
                self.env._("This document was not scanned for viruses; compliance may open it.")
            )
        return base64.b64decode(self.sudo().data)

    def action_download(self):
        """Open the download of the file; the route decides once more."""
        self.ensure_one()
        self.check_access("read")
        url = f"/brokersync/kyc/document/{self.id}"
        if self.scan_state == "pending":
            url += "?unscanned=1"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}
