from odoo import fields, models

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("push", "Web push"),
    ("webhook", "Webhook"),
]

STATES = [
    ("queued", "Queued"),
    ("held", "Held"),
    ("sent", "Sent"),
    ("delivered", "Delivered"),
    ("failed", "Failed, will be tried again"),
    ("dead", "Given up"),
]


class BrokersyncNotificationDelivery(models.Model):
    """One notification on its way out through one channel."""

    _name = "brokersync.notification.delivery"
    _description = "Notification delivery"
    _order = "id desc"
    _rec_name = "channel"
    _allow_sudo_commands = False

    notification_id = fields.Many2one(
        "brokersync.notification", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="notification_id.user_id", string="Receiver")
    priority = fields.Selection(related="notification_id.priority")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    attempts = fields.Integer(readonly=True)
    next_attempt = fields.Datetime(readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    error = fields.Char("What went wrong", readonly=True, size=500)

    _due = models.Index("(next_attempt) WHERE state IN ('queued', 'held', 'failed')")
    _dead = models.Index("(id) WHERE state = 'dead'")
