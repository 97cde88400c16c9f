from odoo import api, fields, models
from odoo.exceptions import UserError


class BrokersyncSuitabilityQuestionnaire(models.Model):
    """A version of the questions, with the points from which the products suit."""

    _name = "brokersync.suitability.questionnaire"
    _description = "Suitability questionnaire"
    _inherit = ["brokersync.versioned"]
    _order = "version desc"
    _allow_sudo_commands = False

    name = fields.Char(required=True, size=100)
    suitable_from = fields.Integer("Suitable from (points)", required=True, default=60)
    warn_from = fields.Integer("With a warning from (points)", required=True, default=30)
    question_ids = fields.One2many(
        "brokersync.suitability.question", "questionnaire_id", string="Questions", copy=True
    )

    _version_uniq = models.Constraint("UNIQUE (version)", "This version is there already.")
    _in_force_uniq = models.UniqueIndex(
        "((true)) WHERE state = 'in_force'", "One questionnaire is in force at a time."
    )

    def _require_complete(self):
        if not self.question_ids or any(not q.option_ids for q in self.question_ids):
            raise UserError(self.env._("Each question needs answers to choose from."))

    def _require_draft_of_people(self):
        """A version that comes with the addon's data is in force from the start."""
        if not self.env.su:
            self._require_draft()


class BrokersyncSuitabilityQuestion(models.Model):
    _name = "brokersync.suitability.question"
    _description = "Suitability question"
    _inherit = ["brokersync.clean.text"]
    _order = "questionnaire_id, sequence, id"
    _allow_sudo_commands = False

    questionnaire_id = fields.Many2one(
        "brokersync.suitability.questionnaire", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Question", required=True, size=250)
    option_ids = fields.One2many(
        "brokersync.suitability.option", "question_id", string="Answers", copy=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.questionnaire_id._require_draft_of_people()
        return questions

    def write(self, vals):
        self.questionnaire_id._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.questionnaire_id._require_draft()


class BrokersyncSuitabilityOption(models.Model):
    _name = "brokersync.suitability.option"
    _description = "Answer to a suitability question"
    _inherit = ["brokersync.clean.text"]
    _order = "question_id, sequence, id"
    _allow_sudo_commands = False

    question_id = fields.Many2one(
        "brokersync.suitability.question", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Answer", required=True, size=250)
    score = fields.Integer("Points", required=True)
    knock_out = fields.Boolean(help="Rules the products out, whatever the other answers are.")

    @api.model_create_multi
    def create(self, vals_list):
        options = super().create(vals_list)
        options.question_id.questionnaire_id._require_draft_of_people()
        return options

    def write(self, vals):
        self.question_id.questionnaire_id._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_of_drafts(self):
        self.question_id.questionnaire_id._require_draft()
