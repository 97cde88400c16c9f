import hashlib

from odoo import api, fields, models


class BrokersyncAgreementTemplate(models.Model):
    """A version of a text clients sign. When a new one is put in force, clients are asked to sign anew."""

    _name = "brokersync.agreement.template"
    _description = "Agreement text"
    _inherit = ["brokersync.versioned"]
    _order = "sequence, code, version desc"
    _allow_sudo_commands = False
    _version_series = ("code",)

    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, size=40, help="The same for all versions of a text.")
    name = fields.Char(required=True, size=120)
    body = fields.Html(required=True, sanitize_overridable=False)
    sha256 = fields.Char("SHA-256 of the text", compute="_compute_sha256")

    _version_uniq = models.Constraint("UNIQUE (code, version)", "This version is there already.")
    _in_force_uniq = models.UniqueIndex(
        "(code) WHERE state = 'in_force'", "One version of a text is in force at a time."
    )

    @api.depends("body")
    def _compute_sha256(self):
        for record in self:
            record.sha256 = hashlib.sha256((record.body or "").encode()).hexdigest()
