from odoo import fields, models
from odoo.exceptions import UserError

from ..kyc.choices import OVERSIGHT
from ..kyc.risk_score import Line, assess
from ..kyc.steps import COMPLIANCE
from .brokersync_kyc_risk_factor import FACTORS

MEDIUM_FROM = "brokersync_crm.kyc_medium_from"
HIGH_FROM = "brokersync_crm.kyc_high_from"


class BrokersyncOnboarding(models.Model):
    """The risk score: facts of the firm, rated by the factors compliance configures, explained line by line."""

    _inherit = "brokersync.onboarding"

    score_ids = fields.One2many(
        "brokersync.kyc.risk.score", "onboarding_id", string="Risk scores", readonly=True
    )
    score_id = fields.Many2one(
        "brokersync.kyc.risk.score", "Risk score", compute="_compute_score_id", compute_sudo=True
    )
    score_total = fields.Integer(related="score_id.total")
    score_band = fields.Selection(related="score_id.band")
    score_line_ids = fields.One2many(related="score_id.line_ids", groups=OVERSIGHT)

    def _compute_score_id(self):
        for record in self:
            record.score_id = record.score_ids.sorted("id")[-1:]

    def _risk_facts(self):
        """What the factors rate: dict of factor to the sorted codes of what was found."""
        self.ensure_one()
        record = self.sudo()
        firm, owners = record.firm_id, record.firm_id.owner_ids
        countries = (
            firm.jurisdiction_id | firm.country_id | owners.country_id | owners.nationality_id
        )
        subjects = record._screening_subjects()
        latest = self.env["brokersync.screening"]._latest_for
        return {
            "country": sorted(countries.mapped("code")) or ["unknown"],
            "client_kind": [firm.client_kind or "unknown"],
            "products": [record.products or "unknown"],
            "pep": ["yes" if firm.pep or any(owners.mapped("pep")) else "no"],
            "ownership": [_ownership(len(owners))],
            "channel": [record.channel],
            "screening": sorted({latest(subject).state or "none" for subject in subjects}),
            "volume": [firm.expected_volume or "unknown"],
        }

    def action_score(self):
        """Calculate the risk score from what is known now, and set the firm's risk by it."""
        for record in self:
            record._require_group(COMPLIANCE)
            record.check_access("write")
            record.sudo()._score()

    def _score(self):
        facts = self._risk_facts()
        lines = []
        names = dict(FACTORS)
        for factor in self.env["brokersync.kyc.risk.factor"].search([("weight", ">", 0)]):
            score, floor, key = factor._rate(facts[factor.code])
            lines.append(Line(names[factor.code], key, score, factor.weight, floor))
        get = self.env["ir.config_parameter"].get_param
        try:
            result = assess(
                lines,
                medium_from=int(get(MEDIUM_FROM, 35)),
                high_from=int(get(HIGH_FROM, 60)),
            )
        except ValueError as error:
            raise UserError(str(error)) from error
        score = self.env["brokersync.kyc.risk.score"].create(
            {
                "onboarding_id": self.id,
                "total": result.total,
                "band": result.band,
                "facts": facts,
            }
        )
        self.env["brokersync.kyc.risk.line"].create(
            [
                {
                    "score_id": score.id,
                    "factor": line.factor,
                    "value": line.value,
                    "score": line.score,
                    "weight": line.weight,
                    "points": points,
                    "floor": line.floor,
                }
                for line, points in zip(lines, result.points, strict=True)
            ]
        )
        self.firm_id.kyc_risk = result.band
        return score

    def _missing(self, step):
        missing = super()._missing(step)
        if step == "risk":
            score = self.sudo().score_ids.sorted("id")[-1:]
            if not score:
                missing.append(self.env._("The risk score is not calculated yet"))
            elif score.facts != self._risk_facts():
                missing.append(self.env._("The data has changed: calculate the risk score again"))
            # What a higher risk asks for is only known now.
            missing += self._missing_documents(("accepted",))
        return missing

    def _evidence(self, step):
        evidence = super()._evidence(step)
        if step in ("risk", "approval") and (score := self.score_ids.sorted("id")[-1:]):
            evidence["risk"] = {"id": score.id, "total": score.total, "band": score.band}
        return evidence


def _ownership(count):
    """How many people stand behind the firm, as a value of the factor `ownership`."""
    if not count:
        return "none"
    return "one" if count == 1 else "few" if count < 5 else "many"
