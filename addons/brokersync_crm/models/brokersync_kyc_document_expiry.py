from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .brokersync_kyc_document_review import PORTAL_PAGE

REMIND_DAYS = 30


class BrokersyncKycDocument(models.Model):
    """Documents run out: the acceptance ends with the date, and a new one is asked for in time."""

    _inherit = "brokersync.kyc.document"

    reminded_at = fields.Date(readonly=True)

    @api.model
    def _cron_expire(self):
        """Take back the acceptance of documents past their date, and remind of those that are near it."""
        today = fields.Date.context_today(self)
        accepted = Domain("review_state", "=", "accepted")
        for document in self.search(accepted & Domain("expiry_date", "<", today)):
            document.review_state = "expired"
            document._ask_for_new(self.env._("%s has expired", document.type_id.name))
        near = (
            accepted
            & Domain("expiry_date", "<=", today + timedelta(days=REMIND_DAYS))
            & Domain("reminded_at", "=", False)
        )
        for document in self.search(near):
            document.reminded_at = today
            document._ask_for_new(
                self.env._(
                    "%(type)s expires on %(date)s",
                    type=document.type_id.name,
                    date=document.expiry_date,
                )
            )

    def _ask_for_new(self, what):
        """Tell the firm's broker by an activity, and the firm by a notification."""
        user = self.firm_id.broker_ids[:1] or self.env.ref("base.user_admin")
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("%s: ask for a new one", what),
            user_id=user.id,
        )
        self.env["brokersync.notification"]._notify(
            "kyc.document_expiring",
            self.firm_id,
            title=what,
            body=self.env._("Please upload a new document."),
            url=PORTAL_PAGE,
        )
