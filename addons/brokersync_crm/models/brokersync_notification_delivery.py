import logging
import random
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..notify.back_off import next_delay

_logger = logging.getLogger(__name__)

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

WAITING = ("queued", "held", "failed")

BATCH = 20

# A delivery that is being sent is not touched by anybody else for so long; then whoever sent it has died.
LEASE = timedelta(minutes=5)

PERSONAL_CRON = "brokersync_crm.cron_send_notifications"
WEBHOOK_CRON = "brokersync_crm.cron_send_webhooks"


class DeliveryError(Exception):
    """A delivery did not work out; the text says why.

    :param final: trying again is of no use
    """

    def __init__(self, text, *, final=False):
        super().__init__(text)
        self.final = final


class BrokersyncNotificationDelivery(models.Model):
    """One notification on its way out through one channel. Sent by cron, never in the request that raised it.

    An attempt is counted and committed before it is made: a crash in between leaves the delivery waiting, and a
    message goes out twice only when the crash falls between the other side's answer and our next commit. `uid` goes
    with every attempt, so that the other side can tell.
    """

    _name = "brokersync.notification.delivery"
    _description = "Notification delivery"
    _order = "id desc"
    _rec_name = "uid"
    _allow_sudo_commands = False

    notification_id = fields.Many2one(
        "brokersync.notification", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(related="notification_id.user_id", string="Receiver")
    firm_id = fields.Many2one(related="notification_id.firm_id")
    title = fields.Char(related="notification_id.title")
    priority = fields.Selection(related="notification_id.priority")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    webhook_id = fields.Many2one(
        "brokersync.webhook", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    uid = fields.Char(
        "Message id",
        required=True,
        readonly=True,
        copy=False,
        size=32,
        default=lambda self: uuid4().hex,
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="queued")
    attempts = fields.Integer(required=True, readonly=True, default=0)
    next_attempt = fields.Datetime("Next attempt", readonly=True, default=fields.Datetime.now)
    sent_at = fields.Datetime("Sent", readonly=True)
    error = fields.Char("What went wrong", readonly=True, size=500)

    _uid_uniq = models.Constraint("UNIQUE (uid)", "This message exists.")
    _due = models.Index("(next_attempt) WHERE state IN ('queued', 'held', 'failed')")
    _dead = models.Index("(id) WHERE state = 'dead'")

    # Sending

    @api.model
    def _send_due(self, channels):
        """Cron: send what is due through these channels, the most urgent first."""
        while deliveries := self._claim(channels):
            for delivery in deliveries:
                delivery._attempt()
                if not self.env["ir.cron"]._commit_progress(1, remaining=self._count_due(channels)):
                    return

    @api.model
    def _claim(self, channels):
        """Count an attempt at the next ones due, commit, and give them."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE brokersync_notification_delivery SET attempts = attempts + 1, next_attempt = %s
             WHERE id IN (
                SELECT d.id FROM brokersync_notification_delivery d
                  JOIN brokersync_notification n ON n.id = d.notification_id
                 WHERE d.state IN ('queued', 'held', 'failed') AND d.next_attempt <= %s AND d.channel = ANY(%s)
                 ORDER BY n.priority, d.next_attempt LIMIT %s FOR UPDATE OF d SKIP LOCKED)
         RETURNING id
            """,
            [fields.Datetime.now() + LEASE, fields.Datetime.now(), list(channels), BATCH],
        )
        claimed = self.browse(row[0] for row in self.env.cr.fetchall())
        claimed.invalidate_recordset()
        self.env["ir.cron"]._commit_progress()
        return claimed.sorted(lambda one: (one.notification_id.priority, one.id))

    @api.model
    def _count_due(self, channels):
        return self.search_count(
            [
                ("state", "in", WAITING),
                ("next_attempt", "<=", fields.Datetime.now()),
                ("channel", "in", list(channels)),
            ]
        )

    def _attempt(self):
        """Try once, and keep what came of it."""
        self.ensure_one()
        channel = self.env[f"brokersync.notification.channel.{self.channel}"]
        refused = None
        try:
            with self.env.cr.savepoint():
                try:
                    reached = channel._send(self)
                except DeliveryError as error:
                    refused = error  # what the channel has found out about the receiver is kept
        except Exception as error:
            _logger.exception("Delivery %s by %s", self.uid, self.channel)
            refused = DeliveryError(f"{type(error).__name__}: {error}")
        if refused:
            self._failed(str(refused), final=refused.final)
        else:
            self._sent("delivered" if reached else "sent")

    def _sent(self, state):
        self.write({"state": state, "sent_at": fields.Datetime.now(), "error": False})
        self._record(state)

    def _failed(self, error, *, final=False):
        delay = None if final else next_delay(self.attempts, random.random())  # noqa: S311
        self.write(
            {
                "state": "failed" if delay else "dead",
                "next_attempt": fields.Datetime.now() + delay if delay else False,
                "error": error[:500],
            }
        )
        if delay:
            self._trigger()
        else:
            _logger.warning("Delivery %s by %s is given up: %s", self.uid, self.channel, error)
            self._record("failed")

    def _trigger(self):
        """Let the cron run when these are due."""
        for webhook, deliveries in self.grouped(lambda one: one.channel == "webhook").items():
            times = {one.next_attempt for one in deliveries if one.next_attempt}
            if times:
                self.env.ref(WEBHOOK_CRON if webhook else PERSONAL_CRON).sudo()._trigger(at=times)

    def _record(self, state):
        """Put a client's message into the log of communications, with what became of it."""
        notification = self.notification_id
        firm = notification.firm_id
        if not firm or (notification.user_id and not notification.user_id.share):
            return
        log = self.env["brokersync.communication"]
        known = log.search([("external_ref", "=", self.uid)], limit=1)
        known = known or log._log(
            self.channel,
            "out",
            firm=firm,
            trader=notification.user_id.brokersync_trader_id,
            subject=notification.title,
            body=notification.body or "",
            external_ref=self.uid,
            record=notification,
        )
        known._note(state, reason=self.error or "")

    def _confirmed(self, delivered, error=""):
        """What a provider reports later about messages it has taken."""
        taken = self.filtered(lambda one: one.state in ("sent", "delivered"))
        taken.write({"state": "delivered" if delivered else "dead", "error": error[:500]})
        for delivery in taken:
            delivery._record("delivered" if delivered else "failed")

    # Screens

    def action_send_again(self):
        """Put what was given up back into the queue, with all its attempts."""
        if not self.env.user.has_group("brokersync_crm.group_administrator"):
            raise AccessError(self.env._("Only an administrator sends this again."))
        self.check_access("read")
        self.sudo()._send_again()

    def _send_again(self):
        dead = self.filtered(lambda one: one.state == "dead")
        dead.write({"state": "queued", "attempts": 0, "next_attempt": fields.Datetime.now()})
        dead._trigger()
