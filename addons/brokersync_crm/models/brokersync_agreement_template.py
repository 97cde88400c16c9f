import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import COMPLIANCE
from .brokersync_suitability_questionnaire import VERSION_STATE


class BrokersyncAgreementTemplate(models.Model):
    """A version of a text clients sign. Once in force it stays as it is; changes are made to a new version."""

    _name = "brokersync.agreement.template"
    _description = "Agreement text"
    _inherit = ["brokersync.clean.text", "mail.thread"]
    _order = "sequence, code, version desc"
    _allow_sudo_commands = False

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, size=40, help="The same for all versions of a text.")
    name = fields.Char(required=True, size=120)
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    state = fields.Selection(
        VERSION_STATE, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    body = fields.Html(required=True, sanitize_overridable=False)
    sha256 = fields.Char("SHA-256 of the text", compute="_compute_sha256")

    _version_uniq = models.Constraint("UNIQUE (code, version)", "This version is there already.")
    _in_force_uniq = models.UniqueIndex(
        "(code) WHERE state = 'in_force'", "One version of a text is in force at a time."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name} ({record.version})"

    @api.depends("body")
    def _compute_sha256(self):
        for record in self:
            record.sha256 = hashlib.sha256((record.body or "").encode()).hexdigest()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"state", "version"} & vals.keys() for vals in vals_list):
            raise AccessError(self.env._("A text begins as a draft."))
        newest = {
            template.code: template.version for template in self.sudo().search([], order="version")
        }
        return super().create(
            [
                {"state": "draft", "version": newest.get(vals.get("code"), 0) + 1, **vals}
                for vals in vals_list
            ]
        )

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
                self.env._("Clients may have signed this version. Make a new one to change it.")
            )

    def action_publish(self):
        """Put this draft in force; the version before is retired and clients are asked to sign anew."""
        self.ensure_one()
        self._require_compliance()
        self._require_draft()
        records = self.sudo()
        former = records.search([("code", "=", self.code), ("state", "=", "in_force")])
        former.write({"state": "retired"})
        former.flush_recordset()
        records.write({"state": "in_force"})

    def action_new_version(self):
        """Open a draft with the same text."""
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
