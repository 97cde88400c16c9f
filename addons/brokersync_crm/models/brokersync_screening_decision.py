from odoo import fields, models


class BrokersyncScreeningDecision(models.Model):
    """What one person said about a hit, and why."""

    _name = "brokersync.screening.decision"
    _description = "Decision about a sanctions hit"
    _inherit = ["brokersync.four.eyes.step"]
    _order = "id"
    _rec_name = "verdict"
    _allow_sudo_commands = False

    hit_id = fields.Many2one(
        "brokersync.screening.hit", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="hit_id.firm_id", store=True, precompute=True)
    explanation = fields.Text(related="hit_id.explanation")
    verdict = fields.Selection(
        [("false_positive", "No match"), ("true_match", "Match")], required=True
    )
    reason = fields.Text(required=True)

    def _apply(self):
        self.hit_id.sudo()._take(self)
