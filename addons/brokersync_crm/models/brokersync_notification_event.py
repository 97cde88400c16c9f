from odoo import fields, models
from odoo.exceptions import ValidationError

CATEGORIES = [
    ("order", "Orders"),
    ("market", "Markets"),
    ("risk", "Risk"),
    ("compliance", "Compliance"),
    ("message", "Messages"),
    ("account", "Account"),
]

PRIORITIES = [
    ("p1", "P1 · critical"),
    ("p2", "P2 · high"),
    ("p3", "P3 · normal"),
    ("p4", "P4 · low"),
]

# What a person can choose; a webhook belongs to a firm and chooses its events itself.
PERSONAL_CHANNELS = ("in_app", "email", "sms", "push")


class BrokersyncNotificationEvent(models.Model):
    """A kind of thing people are told about, declared in data by the addon that raises it."""

    _name = "brokersync.notification.event"
    _description = "Notification event"
    _inherit = ["brokersync.clean.text"]
    _order = "category, sequence, name"
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True, size=64, help="What the program calls it, such as order.filled."
    )
    name = fields.Char(required=True, translate=True, size=100)
    category = fields.Selection(CATEGORIES, required=True)
    audience = fields.Selection(
        [("everyone", "Clients and staff"), ("client", "Clients"), ("staff", "Staff")],
        required=True,
        default="everyone",
        help="Whose preferences list this event.",
    )
    priority = fields.Selection(PRIORITIES, required=True, default="p3")
    in_app = fields.Boolean("In app", default=True)
    email = fields.Boolean("E-mail")
    sms = fields.Boolean("SMS")
    push = fields.Boolean()
    mandatory = fields.Boolean(
        help="People can add channels, and cannot switch off those this event has by default."
    )
    groupable = fields.Boolean(help="Several within the window are told as one.")
    window = fields.Integer(
        "Window (seconds)", default=60, help="How long things are gathered before they are sent."
    )
    acknowledge_required = fields.Boolean(
        "Must be acknowledged",
        help="Somebody must say that it was seen, or it is escalated. Always so for P1.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another event has this code.")
    _window_range = models.Constraint(
        'CHECK ("window" BETWEEN 1 AND 3600)', "The window is between 1 second and one hour."
    )

    def _by_code(self, codes):
        """`{code: event}` of the active events.

        :raise ValidationError: naming a code that no addon has declared; inactive ones are left out
        """
        events = self.with_context(active_test=False).search([("code", "in", list(codes))])
        found = {event.code: event for event in events}
        if missing := set(codes) - found.keys():
            raise ValidationError(
                self.env._("No event “%s” is declared.", ", ".join(sorted(missing)))
            )
        return {code: event for code, event in found.items() if event.active}

    def _wanted(self, codes):
        """Those of `codes` that somebody may want: by default, by choice, or by a webhook."""
        events = self.search([("code", "in", list(codes))])
        chosen = self.env["brokersync.notification.preference"].search(
            [("event_id", "in", events.ids)]
        )
        webhooks = self.env["brokersync.webhook"].search([("event_ids", "in", events.ids)])
        asked = chosen.event_id | webhooks.event_ids
        usual = events.filtered(lambda event: any(event[name] for name in PERSONAL_CHANNELS))
        return (usual | (asked & events)).mapped("code")
