import base64
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..documents.inspect import inspect
from ..documents.refused import Refused
from ..encrypted import EncryptedChar, EncryptedText

_logger = logging.getLogger(__name__)

SCAN_STATE = [("pending", "Not scanned"), ("clean", "Clean"), ("quarantined", "Quarantined")]
MRZ_STATE = [("none", "None"), ("valid", "Check digits right"), ("failed", "Does not fit")]

# What whoever prepares may still correct before the review. Everything else is set by upload, scan and review.
EDITABLE = {"type_id", "owner_id", "trader_id", "issue_date", "expiry_date", "number", "mrz"}


class BrokersyncKycDocument(models.Model):
    """A file that proves something about a client. It is made by `_receive` only, leaves by the download route only,
    and is never shown inside a page. Its content never changes; the hash says which content was reviewed."""

    _name = "brokersync.kyc.document"
    _description = "KYC document"
    _inherit = [
        "brokersync.clean.text",
        "brokersync.firm.owned",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _allow_sudo_commands = False

    name = fields.Char("File", required=True, readonly=True, size=120)
    type_id = fields.Many2one(
        "brokersync.kyc.document.type", required=True, ondelete="restrict", tracking=True
    )
    owner_id = fields.Many2one(
        "brokersync.beneficial.owner",
        "Of owner",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('firm_id', '=', firm_id)]",
        help="The person whose document it is; empty when it is the firm's.",
    )
    trader_id = fields.Many2one(
        "brokersync.trader",
        "Of trader",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('firm_id', '=', firm_id)]",
    )
    number = EncryptedChar("Document number", mask="last4")
    issue_date = fields.Date("Issued")
    expiry_date = fields.Date("Valid until", tracking=True, index="btree_not_null")
    mrz = EncryptedText("Machine-readable zone")
    mrz_state = fields.Selection(MRZ_STATE, "Zone", default="none", readonly=True)
    mrz_message = fields.Char("What the zone says", readonly=True)
    data = fields.Binary(attachment=True, readonly=True, groups=fields.NO_ACCESS)
    mimetype = fields.Char("Kind of file", readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    sha256 = fields.Char("SHA-256", readonly=True, index=True)
    scan_state = fields.Selection(
        SCAN_STATE, "Scan", default="pending", readonly=True, tracking=True
    )
    scan_message = fields.Char("What the scan found", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Documents are uploaded, so that each file is looked at."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if names := vals.keys() - EDITABLE - self._mail_fields():
                raise AccessError(
                    self.env._("%s is set by upload, scan and review.", ", ".join(sorted(names)))
                )
            if EDITABLE & vals.keys() and any(doc.review_state != "waiting" for doc in self):
                raise UserError(self.env._("This document was reviewed already. Upload a new one."))
        res = super().write(vals)
        if {"mrz", "owner_id", "expiry_date", "type_id"} & vals.keys():
            self.sudo()._check_mrz()
        return res

    def _mail_fields(self):
        return {name for name in self._fields if name.startswith(("message_", "activity_"))}

    @api.constrains("owner_id", "trader_id", "firm_id")
    def _check_same_firm(self):
        for doc in self:
            if any(
                person.firm_id != doc.firm_id for person in (doc.owner_id, doc.trader_id) if person
            ):
                raise UserError(self.env._("The person of a document belongs to the same firm."))

    @api.model
    def _receive(self, firm, kind, content, filename, *, owner=None, expiry_date=False, mrz=False):
        """Take an uploaded file; the caller has checked that the user may act for `firm`.

        :param kind: `brokersync.kyc.document.type`
        :param content: bytes
        :param owner: the `brokersync.beneficial.owner` whose document it is
        :return: the document, in sudo: quarantined, or waiting for scan and review
        :raise UserError: the file is refused; the text says why
        """
        try:
            seen = inspect(content, filename)
        except Refused as refused:
            _logger.info("Upload for firm %s refused: %s", firm.code, refused.code)
            raise UserError(str(refused)) from refused
        documents = self.sudo()
        if documents.search_count(
            [
                ("firm_id", "=", firm.id),
                ("sha256", "=", seen.sha256),
                ("owner_id", "=", owner.id if owner else False),
                ("type_id", "=", kind.id),
                ("review_state", "in", ("waiting", "accepted")),
            ],
            limit=1,
        ):
            raise UserError(self.env._("This file was uploaded already."))
        document = documents.create(
            {
                "firm_id": firm.id,
                "type_id": kind.id,
                "owner_id": owner.id if owner else False,
                "name": seen.name,
                "data": base64.b64encode(content),
                "mimetype": seen.mimetype,
                "size": seen.size,
                "sha256": seen.sha256,
                "expiry_date": expiry_date,
                "mrz": mrz,
                "scan_state": "quarantined" if seen.findings else "pending",
                "scan_message": ", ".join(seen.findings) or False,
            }
        )
        document._check_mrz()
        if document.scan_state == "pending" and self._scanner():
            self.env.ref("brokersync_crm.cron_kyc_scan")._trigger()
        return document
