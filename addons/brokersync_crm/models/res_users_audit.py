from odoo import models


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "brokersync.audited"]

    _audited_fields = ("active", "group_ids", "login")
    _personal_fields = {"login": "pseudonymise", "signature": "erase"}
    _personal_basis = (
        "Login of a person; the audit log and past orders keep the pseudonym (MiFID II art. 16(6))"
    )
