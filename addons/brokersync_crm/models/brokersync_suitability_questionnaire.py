from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import COMPLIANCE

VERSION_STATE = [("draft", "Draft"), ("in_force", "In force"), ("retired", "Retired")]


class BrokersyncSuitabilityQuestionnaire(models.Model):
    """A version of the questions. Once in force it stays as it is; changes are made to a new version."""

    _name = "brokersync.suitability.questionnaire"
    _description = "Suitability questionnaire"
    _inherit = ["brokersync.clean.text", "mail.thread"]
    _order = "version desc"
    _allow_sudo_commands = False

    name = fields.Char(required=True, size=100)
    version = fields.Integer(readonly=True, copy=False, default=lambda self: self._next_version())
    state = fields.Selection(
        VERSION_STATE, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    suitable_from = fields.Integer("Suitable from (points)", required=True, default=60)
    warn_from = fields.Integer("With a warning from (points)", required=True, default=30)
    question_ids = fields.One2many(
        "brokersync.suitability.question", "questionnaire_id", string="Questions", copy=True
    )

    _version_uniq = models.Constraint("UNIQUE (version)", "This version is there already.")
    _in_force_uniq = models.UniqueIndex(
        "((true)) WHERE state = 'in_force'", "One questionnaire is in force at a time."
    )

    def _next_version(self):
        return (self.search([], limit=1).version or 0) + 1

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name} ({record.version})"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"state", "version"} & vals.keys() for vals in vals_list):
            raise AccessError(self.env._("A questionnaire begins as a draft."))
        return super().create([{"state": "draft", **vals} for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            if {"state", "version"} & vals.keys():
                raise AccessError(self.env._("Use “Put in force”."))
            self._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._require_draft()

    def _require_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("Clients have answered this version. Make a new one to change it.")
            )

    def _require_draft_of_people(self):
        """A version that comes with the addon's data is in force from the start."""
        if not self.env.su:
            self._require_draft()

    def action_publish(self):
        """Put this draft in force; the version before is retired."""
        self.ensure_one()
        self._require_compliance()
        self._require_draft()
        if not self.question_ids or any(not q.option_ids for q in self.question_ids):
            raise UserError(self.env._("Each question needs answers to choose from."))
        records = self.sudo()
        former = records.search([("state", "=", "in_force")])
        former.write({"state": "retired"})
        former.flush_recordset()
        records.write({"state": "in_force"})

    def action_new_version(self):
        """Open a draft with the same questions."""
        self.ensure_one()
        self._require_compliance()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def _require_compliance(self):
        self.check_access("write")
        if not self.env.user.has_group(COMPLIANCE):
            raise AccessError(self.env._("This is decided by compliance."))


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
