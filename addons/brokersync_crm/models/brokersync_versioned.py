from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..kyc.steps import COMPLIANCE

VERSION_STATE = [("draft", "Draft"), ("in_force", "In force"), ("retired", "Retired")]


class BrokersyncVersioned(models.AbstractModel):
    """Mixin of what clients answer or sign: numbered versions, of which one is in force at a time.

    A version is changed while it is a draft. Once in force it stays as it is, and changes are made to a new version.
    Each model declares two constraints over the columns that name its series: the number is unique, and so is the
    version in force.
    """

    _name = "brokersync.versioned"
    _description = "Published in numbered versions"
    _inherit = ["brokersync.clean.text", "mail.thread"]

    _version_series = ()
    """Fields that tell one text from another; empty where the model holds the versions of one text only."""

    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    state = fields.Selection(
        VERSION_STATE, required=True, default="draft", readonly=True, copy=False, tracking=True
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.name} ({record.version})"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"state", "version"} & vals.keys() for vals in vals_list):
            raise AccessError(self.env._("A new version begins as a draft."))
        newest = {
            record._series(): record.version
            for record in self.sudo().search([], order="version, id")
        }
        numbered = []
        for vals in vals_list:
            series = tuple(vals.get(name) for name in self._version_series)
            newest[series] = newest.get(series, 0) + 1
            numbered.append({"state": "draft", "version": newest[series], **vals})
        return super().create(numbered)

    def write(self, vals):
        if not self.env.su:
            if {"state", "version"} & vals.keys():
                raise AccessError(self.env._("Use “Put in force”."))
            self._require_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        self._require_draft()

    def action_publish(self):
        """Put this draft in force; the version before is retired.

        :raise UserError: not a draft, or not complete
        """
        self.ensure_one()
        self._require_compliance()
        self._require_draft()
        self._require_complete()
        record = self.sudo()
        former = record.search([("state", "=", "in_force")]).filtered(
            lambda other: other._series() == record._series()
        )
        former.write({"state": "retired"})
        former.flush_recordset()
        record.write({"state": "in_force"})

    def action_new_version(self):
        """Open a draft with the same content."""
        self.ensure_one()
        self._require_compliance()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def _series(self):
        return tuple(self[name] for name in self._version_series)

    def _require_complete(self):
        """Hook: raise UserError when the draft cannot be put in force."""

    def _require_draft(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("Clients may rely on this version. Make a new one to change it.")
            )

    def _require_compliance(self):
        self.check_access("write")
        if not self.env.user.has_group(COMPLIANCE):
            raise AccessError(self.env._("This is decided by compliance."))
