from odoo import fields, models
from odoo.exceptions import UserError

from ..append_only import protect


class BrokersyncDisposal(models.Model):
    """What was deleted because its time was over: the proof that the retention schedule is kept. Append-only."""

    _name = "brokersync.disposal"
    _description = "Disposal"
    _order = "id desc"
    _rec_name = "model"
    _allow_sudo_commands = False
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    rule = fields.Char(required=True, readonly=True)
    records = fields.Integer("Deleted", required=True, readonly=True)
    before = fields.Date("Older than", readonly=True)

    def init(self):
        protect(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("The disposal log cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("The disposal log cannot be deleted."))  # pylint: disable=no-raise-unlink
