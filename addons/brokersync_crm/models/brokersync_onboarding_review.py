from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..kyc.steps import CLOSED

REVIEW_MONTHS = {"low": 36, "medium": 24, "high": 12}
"""Months between reviews by risk; configuration parameters `brokersync_crm.kyc_review_months_<risk>` change them."""


class BrokersyncOnboarding(models.Model):
    """Clients are looked at again, the sooner the higher their risk."""

    _inherit = "brokersync.onboarding"

    def _admit(self):
        res = super()._admit()
        risk = self.firm_id.kyc_risk or "high"
        months = self.env["ir.config_parameter"].get_param(
            f"brokersync_crm.kyc_review_months_{risk}", REVIEW_MONTHS[risk]
        )
        today = fields.Date.context_today(self)
        self.firm_id.kyc_next_review = today + relativedelta(months=int(months))
        return res

    def _turn_away(self):
        """What a rejection brings about: a client whose review is rejected does not trade on."""
        if self.kind == "review" and self.firm_id.account_status == "active":
            self.firm_id.account_status = "suspended"

    @api.model
    def _cron_review(self):
        """Begin a review of each client whose date has come, and tell its broker."""
        due = self.env["brokersync.firm"].search(
            [
                ("kyc_next_review", "<=", fields.Date.context_today(self)),
                ("account_status", "in", ("active", "suspended")),
                ("onboarding_ids", "not any", [("state", "not in", CLOSED)]),
            ]
        )
        for firm in due:
            user = firm.broker_ids[:1]
            review = self.create(
                {
                    "firm_id": firm.id,
                    "kind": "review",
                    "state": "identity",
                    "user_id": user.id,
                    "channel": firm.onboarding_ids[:1].channel or "broker",
                    "products": firm.onboarding_ids[:1].products,
                }
            )
            review.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=review.due_date,
                summary=self.env._("Review what is known of %s", firm.display_name),
                user_id=(user or self.env.ref("base.user_admin")).id,
            )
