from odoo import fields, models


class BrokersyncSanctionsChange(models.Model):
    """What one version of a list changed against the version before it: the diff, entry by entry."""

    _name = "brokersync.sanctions.change"
    _description = "Change of a sanctions list"
    _order = "id"
    _rec_name = "entry_id"
    _allow_sudo_commands = False

    list_id = fields.Many2one(
        "brokersync.sanctions.list", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entry_id = fields.Many2one(
        "brokersync.sanctions.entry",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
    )
    kind = fields.Selection(
        [("added", "Added"), ("changed", "Changed"), ("removed", "Removed")],
        required=True,
        readonly=True,
    )
    before = fields.Text(readonly=True)
    after = fields.Text(readonly=True)
