from odoo import fields, models


class BrokersyncOnboarding(models.Model):
    """What the client brings in the portal: answers to the questionnaire and signatures."""

    _inherit = "brokersync.onboarding"

    assessment_ids = fields.One2many(
        "brokersync.suitability.assessment",
        "onboarding_id",
        string="Suitability",
        readonly=True,
    )
    agreement_ids = fields.One2many(
        related="firm_id.agreement_ids", string="Agreements", related_sudo=False
    )

    def _missing(self, step):
        missing = super()._missing(step)
        if step == "suitability":
            missing += self._missing_suitability()
        if step == "agreements":
            missing += [
                self.env._("%s: not signed yet", template.display_name)
                for template in self.env["brokersync.agreement"]._missing_for(self.firm_id)
            ]
        return missing

    def _missing_suitability(self):
        latest = self.sudo().assessment_ids.sorted("id")[-1:]
        if not latest:
            return [self.env._("Questionnaire: not answered yet")]
        if latest.result == "unsuitable":
            return [self.env._("The products do not suit: agree on others, then answer again")]
        return []

    def _evidence(self, step):
        evidence = super()._evidence(step)
        if step in ("suitability", "approval") and (
            latest := self.assessment_ids.sorted("id")[-1:]
        ):
            evidence["suitability"] = {"id": latest.id, "result": latest.result}
        if step in ("agreements", "approval"):
            evidence["agreements"] = {
                agreement.template_id.display_name: agreement.sha256
                for agreement in self.firm_id.agreement_ids
            }
        return evidence
