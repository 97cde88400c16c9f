from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import CLOSED, PREPARE
from ..models.brokersync_suitability_assessment import RESULTS


class BrokersyncSuitabilityCall(models.TransientModel):
    """The desk writes down what a client answers on the phone. Texts are signed by the client alone, in the portal."""

    _name = "brokersync.suitability.call"
    _description = "Answers given on the phone"
    _inherit = ["brokersync.clean.text"]
    _allow_sudo_commands = False

    onboarding_id = fields.Many2one("brokersync.onboarding", required=True, ondelete="cascade")
    questionnaire_id = fields.Many2one(
        "brokersync.suitability.questionnaire",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env["brokersync.onboarding"]._client_questionnaire().id,
    )
    line_ids = fields.One2many(
        "brokersync.suitability.call.line",
        "call_id",
        string="Answers",
        default=lambda self: self._default_line_ids(),
    )
    given_by = fields.Char("Answered by", required=True, size=200)
    note = fields.Text()
    result = fields.Selection(RESULTS, compute="_compute_result")
    warned = fields.Boolean("I read the warning out, and the client wants to go on")

    def _default_line_ids(self):
        questions = self.env["brokersync.onboarding"]._client_questionnaire().question_ids
        return [fields.Command.create({"question_id": question.id}) for question in questions]

    @api.depends("line_ids.option_id", "questionnaire_id")
    def _compute_result(self):
        assessments = self.env["brokersync.suitability.assessment"]
        for call in self:
            try:
                call.result = assessments._judge(call.questionnaire_id, call.line_ids.option_id)
            except UserError:  # not every question is answered yet
                call.result = False

    def action_record(self):
        """Keep the answers as an assessment of the onboarding.

        :raise UserError: the onboarding is closed, an answer is missing, or the warning was not read out
        """
        self.ensure_one()
        if not any(self.env.user.has_group(group) for group in PREPARE):
            raise AccessError(self.env._("Answers are written down by brokers and compliance."))
        onboarding = self.onboarding_id
        onboarding.check_access("write")
        if onboarding.state in CLOSED:
            raise UserError(self.env._("%s is closed.", onboarding.name))
        if self.questionnaire_id.state != "in_force":
            raise UserError(self.env._("The questions were changed meanwhile. Please start again."))
        if not (self.given_by or "").strip():
            raise UserError(self.env._("Say who answered."))
        if self.result == "warning" and not self.warned:
            raise UserError(
                self.env._("Read the warning out, and tick that the client wants to go on.")
            )
        self.env["brokersync.suitability.assessment"].sudo()._submit(
            onboarding,
            self.questionnaire_id,
            self.line_ids.option_id,
            warned=self.result == "warning",
            given_by=self.given_by.strip(),
            note=self.note,
        )
        return {"type": "ir.actions.act_window_close"}


class BrokersyncSuitabilityCallLine(models.TransientModel):
    _name = "brokersync.suitability.call.line"
    _description = "Answer given on the phone"
    _order = "id"
    _allow_sudo_commands = False

    call_id = fields.Many2one("brokersync.suitability.call", required=True, ondelete="cascade")
    question_id = fields.Many2one(
        "brokersync.suitability.question", required=True, readonly=True, ondelete="cascade"
    )
    option_id = fields.Many2one(
        "brokersync.suitability.option",
        "Answer",
        domain="[('question_id', '=', question_id)]",
        ondelete="cascade",
    )
