from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..encrypted.fields import Encrypted
from ..identity.step_up import step_up


class BrokersyncUnmask(models.TransientModel):
    """Shows one hidden value to somebody who may see it and says why. The reason stays in the audit log."""

    _name = "brokersync.unmask"
    _description = "Show a hidden value"
    _inherit = ["brokersync.system.fields", "brokersync.clean.text"]
    _system_fields = ("shown",)
    _settled_fields = ("model", "res_id", "field")
    _allow_sudo_commands = False

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    field = fields.Char(required=True, readonly=True)
    label = fields.Char("Value", compute="_compute_label")
    reason = fields.Char("Why do you need it?")
    value = fields.Char("Hidden value", compute="_compute_value")
    shown = fields.Boolean(readonly=True)

    @api.model
    def _ask(self, record, field):
        """The window that asks why, for a button beside the masked field."""
        record.ensure_one()
        wizard = self.create({"model": record._name, "res_id": record.id, "field": field})
        return wizard._window()

    def _window(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Hidden value"),
        }

    @api.depends("model", "field")
    def _compute_label(self):
        for wizard in self:
            name = self.env[wizard.model]._fields[wizard.field]
            wizard.label = name._description_string(self.env)

    @api.depends_context("uid")
    @api.depends("shown")
    def _compute_value(self):
        for wizard in self:
            wizard.value = wizard.shown and wizard._record()[wizard.field]

    def _record(self):
        """The record, without what screens hide in the context; its own access rights hold."""
        record = self.env(context={})[self.model].browse(self.res_id)
        field = record._fields.get(self.field)
        if not isinstance(field, Encrypted):
            raise UserError(self.env._("Nothing is hidden there."))
        record.check_access("read")
        if not record._may_unmask():
            raise AccessError(self.env._("You may not see this value."))
        return record

    @step_up
    def action_show(self):
        self.ensure_one()
        record = self._record()
        if not self.reason:
            raise UserError(self.env._("Say why you need it: the reason is recorded."))
        self.env["brokersync.audit"]._record(
            "unmask", record, after={"field": self.field}, reason=self.reason
        )
        self.sudo().shown = True
        return self._window()
