from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import append_only
from ..kyc.questionnaire import judge

RESULTS = [
    ("suitable", "Suitable"),
    ("warning", "With a warning"),
    ("unsuitable", "Not suitable"),
]


class BrokersyncSuitabilityAssessment(models.Model):
    """A client's answers and what they mean. Rows are only ever added: who answers again makes a new assessment."""

    _name = "brokersync.suitability.assessment"
    _description = "Suitability assessment"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "result"
    _allow_sudo_commands = False

    onboarding_id = fields.Many2one(
        "brokersync.onboarding", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="onboarding_id.firm_id", store=True, precompute=True)
    questionnaire_id = fields.Many2one(
        "brokersync.suitability.questionnaire", required=True, ondelete="restrict"
    )
    points = fields.Integer(required=True)
    result = fields.Selection(RESULTS, required=True)
    warned = fields.Boolean(help="The client read the warning and went on.")
    given_by = fields.Char(
        "Answered by", size=200, help="Who answered on the phone; empty when given in the portal."
    )
    note = fields.Text()
    answer_ids = fields.One2many("brokersync.suitability.answer", "assessment_id", string="Answers")

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Answers cannot be changed once they are submitted."))

    def unlink(self):
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("Answers cannot be deleted once they are submitted.")
        )

    @api.model
    def _judge(self, questionnaire, options):
        """What `options`, one for each question of `questionnaire`, amount to.

        :raise UserError: a question has no answer, or an answer is of another questionnaire
        """
        questions = questionnaire.question_ids
        if not questions or options.question_id != questions or len(options) != len(questions):
            raise UserError(self.env._("Please answer every question."))
        return judge(
            options.mapped("score"),
            any(options.mapped("knock_out")),
            suitable_from=questionnaire.suitable_from,
            warn_from=questionnaire.warn_from,
        )

    @api.model
    def _submit(self, onboarding, questionnaire, options, *, warned=False, given_by="", note=""):
        """Keep a client's answers; the caller has checked who answers. All records in sudo.

        :param given_by: the person who answered, where somebody else enters the answers
        """
        assessment = self.create(
            {
                "onboarding_id": onboarding.id,
                "questionnaire_id": questionnaire.id,
                "points": sum(options.mapped("score")),
                "result": self._judge(questionnaire, options),
                "warned": warned,
                "given_by": given_by,
                "note": note,
            }
        )
        self.env["brokersync.suitability.answer"].create(
            [
                {
                    "assessment_id": assessment.id,
                    "question": option.question_id.name,
                    "answer": option.name,
                    "points": option.score,
                }
                for option in options
            ]
        )
        return assessment


class BrokersyncSuitabilityAnswer(models.Model):
    _name = "brokersync.suitability.answer"
    _description = "Answer of a suitability assessment"
    _inherit = ["brokersync.firm.owned"]
    _order = "id"
    _rec_name = "question"
    _allow_sudo_commands = False

    assessment_id = fields.Many2one(
        "brokersync.suitability.assessment", required=True, index=True, ondelete="restrict"
    )
    firm_id = fields.Many2one(related="assessment_id.firm_id", store=True, precompute=True)
    question = fields.Char(required=True)
    answer = fields.Char(required=True)
    points = fields.Integer()

    def init(self):
        append_only.protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Answers cannot be changed once they are submitted."))

    def unlink(self):
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("Answers cannot be deleted once they are submitted.")
        )
