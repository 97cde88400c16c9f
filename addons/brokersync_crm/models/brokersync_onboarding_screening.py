from odoo import models

from ..kyc.steps import COMPLIANCE


class BrokersyncOnboarding(models.Model):
    """The firm, its owners and people against the sanctions lists. Brokers learn whether it is done, never why."""

    _inherit = "brokersync.onboarding"

    def _missing(self, step):
        missing = super()._missing(step)
        if step == "screening":
            missing += self._missing_screening()
        return missing

    def _screening_subjects(self):
        firm = self.sudo().firm_id
        return [firm, *firm.owner_ids, *firm.trader_ids]

    def _missing_screening(self):
        screenings = self.env["brokersync.screening"]
        texts = {
            False: self.env._("not screened yet"),
            "open": self.env._("hits wait for a decision of two people"),
            "confirmed": self.env._("a match is confirmed: the firm cannot be admitted"),
        }
        missing = [
            f"{subject.name}: {texts[state]}"
            for subject in self._screening_subjects()
            if (state := screenings._latest_for(subject).state) in texts
        ]
        if missing and not self.env.user.has_group(COMPLIANCE):
            return [self.env._("Screening by compliance is not complete")]
        return missing

    def action_screen(self):
        """Hold the firm, its owners and its people against the lists in force."""
        for record in self:
            record._require_group(COMPLIANCE)
            record.check_access("write")
            for subject in record._screening_subjects():
                subject._screen_now()

    def _evidence(self, step):
        evidence = super()._evidence(step)
        if step in ("screening", "approval"):
            evidence["screening"] = [
                {"subject": subject.display_name, "id": screening.id}
                for subject in self._screening_subjects()
                if (screening := self.env["brokersync.screening"]._latest_for(subject))
            ]
        return evidence
