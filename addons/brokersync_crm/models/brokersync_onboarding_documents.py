from odoo import fields, models
from odoo.fields import Domain

from .brokersync_kyc_document_type import PROVES


class BrokersyncOnboarding(models.Model):
    """The documents a firm must bring, and which of them are still missing."""

    _inherit = "brokersync.onboarding"

    document_ids = fields.One2many(
        related="firm_id.kyc_document_ids", string="Documents", related_sudo=False
    )

    def _missing(self, step):
        missing = super()._missing(step)
        if step == "documents":
            missing += self._missing_documents(("accepted",))
        return missing

    def _required_documents(self):
        """What must be proven: list of (what, owner or empty recordset), see `PROVES`."""
        self.ensure_one()
        firm = self.sudo().firm_id
        owners = firm.owner_ids.filtered(lambda owner: owner._must_be_identified())
        kinds = (
            self.env["brokersync.kyc.document.type"].sudo().search(Domain.TRUE)._required_of(firm)
        )
        required = []
        for kind in kinds:
            for owner in owners if kind.per_owner else [owners.browse()]:
                if (kind.proves, owner) not in required:
                    required.append((kind.proves, owner))
        return required

    def _missing_documents(self, states):
        """Texts for what is proven by no document in one of `states`; refused and expired ones say so."""
        today = fields.Date.context_today(self)
        documents = self.sudo().firm_id.kyc_document_ids
        names = dict(PROVES)
        missing = []
        for proves, owner in self._required_documents():
            found = documents.filtered(
                lambda doc, proves=proves, owner=owner: (
                    doc.type_id.proves == proves and (not owner or doc.owner_id == owner)
                )
            )
            if found.filtered(
                lambda doc: (
                    doc.review_state in states
                    and doc.scan_state != "quarantined"
                    and (not doc.expiry_date or doc.expiry_date >= today)
                )
            ):
                continue
            what = f"{names[proves]} ({owner.name})" if owner else names[proves]
            missing.append(f"{what}: {self._why_missing(found[:1])}")
        return missing

    def _why_missing(self, document):
        if not document:
            return self.env._("no document yet")
        if document.scan_state == "quarantined":
            return self.env._("the file is in quarantine, bring another one")
        return {
            "waiting": self.env._("waits for review"),
            "refused": self.env._("refused: %s", document.refuse_reason or ""),
            "accepted": self.env._("has expired"),
            "expired": self.env._("has expired"),
        }[document.review_state]

    def _evidence(self, step):
        evidence = super()._evidence(step)
        if step in ("documents", "approval"):
            evidence["documents"] = [
                {
                    "id": document.id,
                    "type": document.type_id.code,
                    "sha256": document.sha256,
                    "reviewer": document.reviewer_id.login,
                }
                for document in self.firm_id.kyc_document_ids
                if document.review_state == "accepted"
            ]
        return evidence
