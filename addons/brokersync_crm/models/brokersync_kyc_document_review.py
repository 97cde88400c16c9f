from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import COMPLIANCE

PORTAL_PAGE = "/my/onboarding/documents"

REVIEW_STATE = [
    ("waiting", "Waiting for review"),
    ("accepted", "Accepted"),
    ("refused", "Refused"),
    ("expired", "Expired"),
]


class BrokersyncKycDocument(models.Model):
    """Compliance says what a document proves. Never who uploaded it."""

    _inherit = "brokersync.kyc.document"

    review_state = fields.Selection(
        REVIEW_STATE, "Review", default="waiting", readonly=True, tracking=True, index=True
    )
    refuse_reason = fields.Char("Refuse reason", readonly=True, size=300)
    reviewer_id = fields.Many2one("res.users", "Reviewed by", readonly=True)
    reviewed_at = fields.Datetime("Reviewed", readonly=True)

    _four_eyes = models.Constraint(
        "CHECK (review_state <> 'accepted' OR reviewer_id IS DISTINCT FROM create_uid)",
        "Who uploaded a document cannot accept it.",
    )
    _quarantine = models.Constraint(
        "CHECK (review_state <> 'accepted' OR scan_state <> 'quarantined')",
        "A document in quarantine cannot be accepted.",
    )

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
            self.env["brokersync.notification"]._notify(
                "kyc.document_refused",
                document.firm_id._administering(),
                title=self.env._("%s: not accepted", document.type_id.name),
                body=self.env._("%s Please upload another one.", reason),
                url=PORTAL_PAGE,
            )

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
