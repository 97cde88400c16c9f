import base64
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..documents.clamd import Clamd, ScannerError
from ..documents.inspect import inspect
from ..documents.refused import Refused
from ..encrypted import EncryptedChar, EncryptedText
from ..kyc.steps import COMPLIANCE

_logger = logging.getLogger(__name__)

SCANNER = "brokersync_crm.clamd"
"""Configuration parameter: address of the virus scanner, `tcp://host:port` or `unix:/path`; none when empty."""

SCAN_STATE = [("pending", "Not scanned"), ("clean", "Clean"), ("quarantined", "Quarantined")]
REVIEW_STATE = [
    ("waiting", "Waiting for review"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("expired", "Expired"),
]
MRZ_STATE = [("none", "None"), ("valid", "Check digits right"), ("failed", "Does not fit")]

# What whoever prepares may still correct before the review. Everything else is set by upload, scan and review.
EDITABLE = {"type_id", "owner_id", "trader_id", "issue_date", "expiry_date", "number", "mrz"}
REMIND_DAYS = 30


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
    review_state = fields.Selection(
        REVIEW_STATE, "Review", default="waiting", readonly=True, tracking=True, index=True
    )
    refuse_reason = fields.Char(readonly=True, size=300)
    reviewer_id = fields.Many2one("res.users", "Reviewed by", readonly=True)
    reviewed_at = fields.Datetime("Reviewed", readonly=True)
    reminded_at = fields.Date(readonly=True)

    _four_eyes = models.Constraint(
        "CHECK (review_state <> 'accepted' OR reviewer_id IS DISTINCT FROM create_uid)",
        "Who uploaded a document cannot accept it.",
    )
    _quarantine = models.Constraint(
        "CHECK (review_state <> 'accepted' OR scan_state <> 'quarantined')",
        "A document in quarantine cannot be accepted.",
    )

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

    # Upload

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

    # Scan

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

    # Review

    def action_accept(self):
        """Say that the document proves what it should; not for who uploaded it."""
        for document in self:
            document._require_reviewer()
            if problem := document._problem():
                raise UserError(problem)
            document.sudo().write(document._reviewed("accepted") | {"refuse_reason": False})

    def _refuse(self, reason):
        """Say why the document is not accepted; the client reads the reason."""
        for document in self:
            document._require_reviewer()
            document.sudo().write(document._reviewed("refused") | {"refuse_reason": reason})

    def _reviewed(self, state):
        return {
            "review_state": state,
            "reviewer_id": self.env.uid,
            "reviewed_at": fields.Datetime.now(),
        }

    def _require_reviewer(self):
        if not self.env.user.has_group(COMPLIANCE):
            raise AccessError(self.env._("Documents are reviewed by compliance."))
        self.check_access("write")
        if self.create_uid == self.env.user:
            raise UserError(
                self.env._("You uploaded %s: another compliance officer must review it.", self.name)
            )
        if self.review_state != "waiting":
            raise UserError(self.env._("%s was reviewed already.", self.name))

    def _problem(self):
        """Why this document cannot be accepted, or an empty text."""
        self.ensure_one()
        if self.scan_state == "quarantined":
            return self.env._("A document in quarantine cannot be accepted.")
        if self.type_id.needs_expiry and not self.expiry_date:
            return self.env._("Enter until when the document is valid.")
        if self.expiry_date and self.expiry_date < fields.Date.context_today(self):
            return self.env._("The document expired on %s.", self.expiry_date)
        if self.type_id.per_owner and not self.owner_id:
            return self.env._("Choose the owner whose document it is.")
        if self.type_id.needs_mrz and self.mrz_state != "valid":
            return self.env._(
                "The machine-readable zone must be entered and fit: %s",
                self.mrz_message or self.env._("it is empty"),
            )
        return ""

    # Expiry

    @api.model
    def _cron_expire(self):
        """Take back the acceptance of documents past their date, and remind of those that are near it."""
        today = fields.Date.context_today(self)
        accepted = Domain("review_state", "=", "accepted")
        for document in self.search(accepted & Domain("expiry_date", "<", today)):
            document.review_state = "expired"
            document._ask_for_new(
                self.env._("%s has expired: ask for a new one", document.type_id.name)
            )
        near = (
            accepted
            & Domain("expiry_date", "<=", today + timedelta(days=REMIND_DAYS))
            & Domain("reminded_at", "=", False)
        )
        for document in self.search(near):
            document.reminded_at = today
            document._ask_for_new(
                self.env._(
                    "%(type)s expires on %(date)s: ask for a new one",
                    type=document.type_id.name,
                    date=document.expiry_date,
                )
            )

    def _ask_for_new(self, summary):
        """Tell the firm's broker by an activity, and the firm by a notification."""
        user = self.firm_id.broker_ids[:1] or self.env.ref("base.user_admin")
        self.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=user.id)
        self.env["brokersync.notification"]._notify(
            "kyc.document_expiring",
            self.firm_id,
            title=summary,
            body=self.env._("Please upload a new document."),
            url="/my/onboarding/documents",
        )
