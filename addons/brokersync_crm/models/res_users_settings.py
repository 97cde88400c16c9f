from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    brokersync_dashboard = fields.Json(
        "Dashboard", help="Panels of the dashboard as the user arranged them: [{name, shown}]."
    )
