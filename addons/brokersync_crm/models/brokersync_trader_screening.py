from odoo import models


class BrokersyncTrader(models.Model):
    _name = "brokersync.trader"
    _inherit = ["brokersync.trader", "brokersync.screened"]
    _allow_sudo_commands = False
