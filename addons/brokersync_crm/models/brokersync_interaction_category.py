from odoo import fields, models


class BrokersyncInteractionType(models.Model):
    """How broker and client met: call, meeting, e-mail, chat, visit."""

    _name = "brokersync.interaction.type"
    _description = "Type of interaction"
    _inherit = ["brokersync.clean.text"]
    _order = "sequence, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, translate=True, size=60)
    code = fields.Char(required=True, size=30, help="Stable name for the API and for imports.")
    sequence = fields.Integer(default=100)  # a new one stands last
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "Another type has this code.")


class BrokersyncInteractionOutcome(models.Model):
    """What came of it."""

    _name = "brokersync.interaction.outcome"
    _description = "Outcome of an interaction"
    _inherit = ["brokersync.clean.text"]
    _order = "sequence, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, translate=True, size=60)
    code = fields.Char(required=True, size=30, help="Stable name for the API and for imports.")
    sequence = fields.Integer(default=100)  # a new one stands last
    active = fields.Boolean(default=True)
    follow_up = fields.Boolean(
        "Asks for a follow-up", help="A reminder for the next working day, unless a date is given."
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another outcome has this code.")
