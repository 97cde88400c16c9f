from odoo import fields, models

QUALITIES = [("primary", "Primary name"), ("strong", "Alias"), ("weak", "Weak alias")]


class BrokersyncSanctionsName(models.Model):
    _name = "brokersync.sanctions.name"
    _description = "Name of a sanctions list entry"
    _order = "id"
    _allow_sudo_commands = False

    entry_id = fields.Many2one(
        "brokersync.sanctions.entry", required=True, readonly=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True, size=500)
    quality = fields.Selection(QUALITIES, required=True, readonly=True)
