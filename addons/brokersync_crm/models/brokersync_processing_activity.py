from odoo import fields, models


class BrokersyncProcessingActivity(models.Model):
    """Record of processing activities with the lawful basis of each (GDPR art. 6 and 30)."""

    _name = "brokersync.processing.activity"
    _description = "Processing activity"
    _inherit = ["brokersync.audited", "brokersync.clean.text"]
    _order = "sequence, id"
    _allow_sudo_commands = False

    _audited_fields = ("active", "name", "basis", "rule", "retention")

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Purpose", required=True)
    basis = fields.Selection(
        [
            ("consent", "Consent, art. 6(1)(a)"),
            ("contract", "Contract, art. 6(1)(b)"),
            ("obligation", "Legal obligation, art. 6(1)(c)"),
            ("interest", "Legitimate interest, art. 6(1)(f)"),
        ],
        "Lawful basis",
        required=True,
    )
    rule = fields.Char("Law or interest", required=True)
    subjects = fields.Char("Whose data", required=True)
    categories = fields.Char("Which data", required=True)
    recipients = fields.Char("Who receives it")
    transfer = fields.Char("Transfers abroad", help="Third countries and the safeguard")
    retention = fields.Char("Kept for", required=True)
