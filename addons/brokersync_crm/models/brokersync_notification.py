from datetime import timedelta

from odoo import api, fields, models

from .brokersync_notification_event import PRIORITIES

NOTICE = "brokersync_crm/notification"
READ = "brokersync_crm/notification_read"

KEEP_DAYS = "brokersync_crm.notification_keep_days"
KEEP_DAYS_DEFAULT = 365


class BrokersyncNotification(models.Model):
    """Something one person is told, and where that stands. Raised by `_notify`, read in the bell.

    Without a receiver it is what a firm is told by its webhooks.
    """

    _name = "brokersync.notification"
    _description = "Notification"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "title"
    _allow_sudo_commands = False
    _personal_fields = {"title": "erase", "body": "erase"}
    _personal_erase_rows = True

    firm_id = fields.Many2one(
        required=False,
        readonly=True,
        help="The receiver's firm, or the firm a member of staff is told about.",
    )
    user_id = fields.Many2one(
        "res.users", string="Receiver", readonly=True, index=True, ondelete="cascade"
    )
    event_id = fields.Many2one(
        "brokersync.notification.event",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    category = fields.Selection(related="event_id.category")
    priority = fields.Selection(PRIORITIES, required=True, readonly=True)
    title = fields.Char(required=True, readonly=True, size=200)
    body = fields.Text(readonly=True)
    url = fields.Char(readonly=True, size=500, help="The page it leads to, a path on this server.")
    res_model = fields.Char(readonly=True, size=64)
    res_id = fields.Many2oneReference("About", model_field="res_model", readonly=True)
    in_app = fields.Boolean("In the bell", readonly=True)
    read_at = fields.Datetime("Read", readonly=True)
    group_key = fields.Char(readonly=True, size=200)
    facts = fields.Json(readonly=True, help="What is counted when several are told as one.")
    gathers_until = fields.Datetime(readonly=True, help="Until then what is like it joins it.")
    incident = fields.Char(
        required=True,
        readonly=True,
        index=True,
        size=32,
        help="Shared by all who were told of the same thing: one of them acknowledges for all.",
    )
    acknowledge_required = fields.Boolean("To be acknowledged", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    acknowledged_by_id = fields.Many2one(
        "res.users", "Acknowledged by", readonly=True, ondelete="restrict"
    )
    delivery_ids = fields.One2many("brokersync.notification.delivery", "notification_id")

    _unread = models.Index("(user_id, id) WHERE in_app AND read_at IS NULL")
    _gathering = models.Index("(group_key, gathers_until) WHERE group_key IS NOT NULL")

    @api.autovacuum
    def _purge(self):
        """Forget what is old; what was sent to clients stays in the log of communications."""
        keep = self.env["ir.config_parameter"].sudo().get_param(KEEP_DAYS, KEEP_DAYS_DEFAULT)
        oldest = fields.Datetime.now() - timedelta(days=int(keep))
        self.search([("create_date", "<", oldest)], limit=10_000).unlink()

    @api.model
    def _unread_of_user(self):
        """Unread notifications in the bell of the current user, newest first."""
        if not self.has_access("read"):
            return self.browse()
        return self.search(
            [("user_id", "=", self.env.uid), ("in_app", "=", True), ("read_at", "=", False)]
        )

    def _show(self):
        """Put those for the bell on the screens of their receivers, once this transaction is committed."""
        for notification in self.filtered(lambda record: record.in_app and record.user_id):
            notification.user_id._bus_send(NOTICE, notification._as_notice())

    def _as_notice(self):
        """What a screen needs to show this notification."""
        self.ensure_one()
        return {
            "id": self.id,
            "title": self.title,
            "body": self.body or "",
            "priority": self.priority,
            "category": self.category,
            "time": fields.Datetime.to_string(self.create_date),
            "url": self._target(),
            "acknowledge": self.acknowledge_required and not self.acknowledged_at,
        }

    def _about(self):
        """The record this is about, or None when there is none, or none any more."""
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _target(self):
        """Path of the page this leads to, for its receiver; empty when there is none."""
        record = self._about()
        if self.url or not record:
            return self.url or ""
        if self.user_id.share:
            return record.access_url if "access_url" in record._fields else ""
        return f"/odoo/{self.res_model}/{self.res_id}"

    def action_read(self):
        """Mark the caller's own notifications as read."""
        self.check_access("read")
        own = self.sudo().filtered(lambda one: one.user_id == self.env.user and not one.read_at)
        own.read_at = fields.Datetime.now()

    def _forget(self):
        """What they tell was seen elsewhere: mark them as read, and drop what is still waiting to be sent."""
        self.write({"read_at": fields.Datetime.now()})
        # An attempt is counted before it is made: what has one may be on its way.
        self.delivery_ids.filtered(
            lambda delivery: delivery.state in ("queued", "held") and not delivery.attempts
        ).unlink()
        for user, notifications in self.grouped("user_id").items():
            user._bus_send(READ, {"ids": notifications.ids})

    def action_acknowledge(self):
        """Say that someone is looking at it; holds for everybody who was told of the same thing."""
        self.check_access("read")
        told = self.sudo().search(
            [("incident", "in", self.mapped("incident")), ("acknowledged_at", "=", False)]
        )
        told._acknowledge()
        self.action_read()

    def _acknowledge(self):
        """Note that the current user looks at these; what they are about may want to know, too."""
        open_ones = self.filtered(lambda one: one.acknowledge_required and not one.acknowledged_at)
        open_ones.write(
            {"acknowledged_at": fields.Datetime.now(), "acknowledged_by_id": self.env.uid}
        )
        for model, notifications in open_ones.grouped("res_model").items():
            if model and hasattr(self.env[model], "_notification_acknowledged"):
                records = self.env[model].browse(notifications.mapped("res_id")).exists()
                records._notification_acknowledged()

    @api.model
    def _acknowledge_about(self, records):
        """The current user looks at these records: nobody else has to."""
        self.sudo().search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("acknowledge_required", "=", True),
                ("acknowledged_at", "=", False),
            ]
        )._acknowledge()

    def action_open(self):
        """Open what it is about."""
        self.ensure_one()
        self.action_read()
        target = self.sudo()._target()
        return bool(target) and {"type": "ir.actions.act_url", "url": target, "target": "self"}
