from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..notify.links import is_local_path
from .brokersync_notification_event import PERSONAL_CHANNELS, PRIORITIES

NOTICE = "brokersync_crm/notification"


class BrokersyncNotification(models.Model):
    """Something one person is told, and where that stands. Raised by `_notify`, read in the bell."""

    _name = "brokersync.notification"
    _description = "Notification"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "title"
    _allow_sudo_commands = False

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
    incident = fields.Char(
        required=True,
        readonly=True,
        index=True,
        size=32,
        help="Shared by all who were told of the same thing: one of them acknowledges for all.",
    )
    acknowledge_required = fields.Boolean("To be acknowledged", readonly=True)
    acknowledged_at = fields.Datetime("Acknowledged", readonly=True)
    acknowledged_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    delivery_ids = fields.One2many("brokersync.notification.delivery", "notification_id")

    _unread = models.Index("(user_id, id) WHERE in_app AND read_at IS NULL")

    @api.model
    def _notify(
        self,
        event,
        recipients,
        *,
        title,
        body="",
        record=None,
        url="",
        priority=None,
        group_key=None,
    ):
        """Tell people something, through the channels each of them has chosen. Nothing is sent in this request.

        :param event: code of a declared `brokersync.notification.event`
        :param recipients: `res.users`, or `brokersync.firm` for those of its traders who may view
        :param title: what happened, in one line
        :param record: what it is about; opens when the notification is clicked
        :param url: a path on this server that opens instead of `record`
        :param priority: `p1` to `p4`, else the event's
        :param group_key: what belongs together is told as one when the event can be grouped
        :return: the notifications, in sudo; those without wanted channels are not made
        :raise ValidationError: the event is not declared, or `url` leads elsewhere
        """
        if url and not is_local_path(url):
            raise ValidationError(self.env._("“%s” is not a page of this server.", url[:100]))
        events = self.env["brokersync.notification.event"].sudo()._by_code([event])
        if event not in events:
            return self.sudo().browse()
        event = events[event]
        priority = priority or event.priority
        vals = {
            "event_id": event.id,
            "priority": priority,
            "title": title[:200],
            "body": body,
            "url": url,
            "res_model": record._name if record else False,
            "res_id": record.id if record else False,
            "incident": uuid4().hex,
            "acknowledge_required": event.acknowledge_required or priority == "p1",
        }
        firm = self._firm_of(record)
        notifications = self.sudo().create(
            [
                {
                    **vals,
                    "user_id": user.id,
                    "firm_id": (user.brokersync_firm_id or firm).id,
                    "in_app": "in_app" in channels,
                    "delivery_ids": [
                        Command.create({"channel": channel})
                        for channel in channels
                        if channel != "in_app"
                    ],
                }
                for user in self._users_of(recipients)
                if (channels := self._channels_for(user, event))
            ]
        )
        notifications._show()
        return notifications

    @api.model
    def _users_of(self, recipients):
        """The active users meant by `recipients`, in sudo."""
        if recipients._name == "brokersync.firm":
            traders = recipients.sudo().trader_ids
            return traders.filtered(lambda trader: trader.active and trader.can_view).user_id
        return recipients.sudo().filtered("active")

    @api.model
    def _firm_of(self, record):
        firm = self.env["brokersync.firm"].sudo()
        if not record:
            return firm
        if record._name == firm._name:
            return record.sudo()
        return record.sudo().firm_id if "firm_id" in record._fields else firm

    @api.model
    def _channels_for(self, user, event):
        """Names of the personal channels through which `user` is told of `event`."""
        return {channel for channel in PERSONAL_CHANNELS if event[channel]}

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

    def _target(self):
        """Path of the page this leads to, for its receiver; empty when there is none."""
        if self.url or not self.res_model or self.res_model not in self.env:
            return self.url or ""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            return ""
        if self.user_id.share:
            return record.access_url if "access_url" in record._fields else ""
        return f"/odoo/{self.res_model}/{self.res_id}"

    def action_read(self):
        """Mark the caller's own notifications as read."""
        self.check_access("read")
        own = self.sudo().filtered(lambda one: one.user_id == self.env.user and not one.read_at)
        own.read_at = fields.Datetime.now()

    def action_acknowledge(self):
        """Say that someone is looking at it; holds for everybody who was told of the same thing."""
        self.check_access("read")
        told = self.sudo().search(
            [("incident", "in", self.mapped("incident")), ("acknowledged_at", "=", False)]
        )
        told.filtered("acknowledge_required").write(
            {"acknowledged_at": fields.Datetime.now(), "acknowledged_by_id": self.env.user.id}
        )
        self.action_read()

    def action_open(self):
        """Open what it is about."""
        self.ensure_one()
        self.action_read()
        target = self.sudo()._target()
        return bool(target) and {"type": "ir.actions.act_url", "url": target, "target": "self"}
