from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..append_only import delete_expired, protect
from ..encrypted import EncryptedText
from ..text import CHAR_SIZE, HTML_SIZE, accept
from .brokersync_communication_status import STATES

CHANNELS = [
    ("in_app", "In-app"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("push", "Push"),
    ("webhook", "Webhook"),
    ("call", "Call"),
]
DIRECTIONS = [("in", "From the client"), ("out", "To the client")]

KEEP_DAYS = "brokersync_crm.communication_keep_days"
KEEP_DAYS_DEFAULT = 2557  # seven years, the longest a supervisor may ask for: MiFID II art. 16(7)

READERS = (
    "brokersync_crm.group_trader",
    "brokersync_crm.group_broker",
    "brokersync_crm.group_compliance_officer",
)


class BrokersyncCommunication(models.Model):
    """One message to or from a client, on any channel. Append-only, also in the database.

    Rows come from `_log` only. What becomes of a message (sent, delivered, read, failed) is told by rows of
    `brokersync.communication.status`, so that this one never changes. A row is deleted by `_purge` alone, once
    `keep_until` has passed.
    """

    _name = "brokersync.communication"
    _description = "Communication"
    _inherit = ["brokersync.firm.owned"]
    _order = "sent_at desc, id desc"
    _rec_name = "subject"
    _allow_sudo_commands = False
    _log_access = False

    firm_id = fields.Many2one(index=False, readonly=True)  # the index with the time serves it
    conversation_id = fields.Many2one(
        "brokersync.conversation", required=True, readonly=True, ondelete="restrict"
    )
    trader_id = fields.Many2one("brokersync.trader", readonly=True, ondelete="restrict")
    broker_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        help="Who of the desk wrote, or was written to. Empty when BrokerSync sent it by itself.",
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    automatic = fields.Boolean(
        readonly=True, help="Sent by BrokerSync itself, such as a notification of a fill."
    )
    subject = fields.Char(size=255, readonly=True, index="trigram")
    body = EncryptedText("Message", readonly=True)
    sent_at = fields.Datetime("Time", required=True, readonly=True)
    keep_until = fields.Date("Keep until", required=True, readonly=True, index=True)
    external_ref = fields.Char(
        "Reference",
        size=255,
        readonly=True,
        index="btree_not_null",
        help="Name of the message outside: Message-ID of an e-mail, identifier of an SMS.",
    )
    res_model = fields.Char("About model", readonly=True)
    res_id = fields.Many2oneReference("About", model_field="res_model", readonly=True)
    status_ids = fields.One2many("brokersync.communication.status", "communication_id", "Delivery")
    state = fields.Selection(STATES, "Status", compute="_compute_state")

    _personal_fields = {"subject": "keep", "body": "keep", "external_ref": "keep"}
    _personal_basis = (
        "MiFID II art. 16(7): records of communications are kept for five years, seven if asked"
    )
    _personal_keep_days = KEEP_DAYS_DEFAULT

    _conversation_idx = models.Index("(conversation_id, sent_at DESC, id DESC)")
    _firm_idx = models.Index("(firm_id, sent_at DESC)")
    _trader_idx = models.Index("(trader_id, sent_at DESC)")
    _broker_idx = models.Index("(broker_id, sent_at DESC)")
    _time_idx = models.Index("(sent_at DESC, id DESC)")

    def init(self):
        protect(self.env.cr, self._table, sealed=["body"])

    def _may_unmask(self):
        """Both ends of a message read it, and compliance who supervise them; the record rules leave each the own."""
        return any(self.env.user.has_group(group) for group in READERS)

    @api.depends("subject", "channel", "trader_id", "firm_id")
    def _compute_display_name(self):
        """Most in-app messages have no subject."""
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for communication in self:
            whom = communication.trader_id or communication.firm_id
            communication.display_name = (
                communication.subject or f"{labels.get(communication.channel)}, {whom.display_name}"
            )

    @api.depends("status_ids.state")
    def _compute_state(self):
        for communication in self:
            communication.state = communication.status_ids._furthest()

    @api.constrains("firm_id", "trader_id")
    def _check_trader(self):
        for communication in self:
            if communication.trader_id and communication.trader_id.firm_id != communication.firm_id:
                raise ValidationError(
                    self.env._(
                        "%(trader)s does not belong to %(firm)s.",
                        trader=communication.trader_id.display_name,
                        firm=communication.firm_id.display_name,
                    )
                )

    def write(self, vals):
        raise UserError(self.env._("Communications cannot be changed."))

    def unlink(self):
        raise UserError(self.env._("Communications cannot be deleted."))  # pylint: disable=no-raise-unlink

    @api.model
    def _log(
        self,
        channel,
        direction,
        *,
        firm,
        trader=None,
        broker=None,
        subject="",
        body="",
        sent_at=None,
        external_ref="",
        record=None,
    ):
        """Record one message to (`out`) or from (`in`) a client and return it.

        :param channel: `in_app`, `email`, `sms`, `push`, `webhook` or `call`
        :param firm, trader: whom it is about; without a trader it belongs to the firm as a whole
        :param broker: `res.users` of the desk who wrote or was written to; an outgoing message without one counts as
            sent by BrokerSync itself: it is kept and listed, but nobody has to answer it
        :param subject, body: plain text; what cannot be shown is left out of them
        :param sent_at: naive UTC datetime, now by default
        :param external_ref: name of the message outside, by which delivery reports find it
        :param record: what the message is about
        """
        sent_at = sent_at or fields.Datetime.now()
        automatic = direction == "out" and not broker
        conversation = self.env["brokersync.conversation"]._for(firm, trader)
        communication = self.sudo().create(
            {
                "conversation_id": conversation.id,
                "firm_id": firm.id,
                "trader_id": trader.id if trader else False,
                "broker_id": broker.id if broker else False,
                "channel": channel,
                "direction": direction,
                "automatic": automatic,
                "subject": accept(subject, CHAR_SIZE, lines=False),
                "body": accept(body, HTML_SIZE, lines=True),
                "sent_at": sent_at,
                "keep_until": sent_at.date() + timedelta(days=self._keep_days()),
                "external_ref": accept(external_ref, CHAR_SIZE, lines=False),
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
            }
        )
        if not automatic:
            conversation._advance(communication)
        return communication.with_env(self.env)

    def _keep_days(self):
        value = self.env["ir.config_parameter"].sudo().get_param(KEEP_DAYS, KEEP_DAYS_DEFAULT)
        return int(value)

    def _note(self, state, *, reason="", user=None, at=None):
        """Record what became of these messages: `sent`, `delivered`, `read` or `failed`. Repeating is harmless."""
        self.env["brokersync.communication.status"]._record(
            self, state, reason=reason, user=user, at=at
        )
        self.filtered(lambda message: not message.automatic).conversation_id._tell()

    @api.autovacuum
    def _purge(self):
        """Delete what no rule asks to keep any longer: the one way a communication ever goes."""
        self.env.flush_all()
        if count := delete_expired(self.env.cr, self._table):
            self.env["brokersync.retention.rule"]._log(
                self._name, self._personal_basis, count, fields.Date.today()
            )
        self.env.invalidate_all()
