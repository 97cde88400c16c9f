from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

NOTICE = "brokersync_crm/conversation"
PREVIEW = 120  # characters


class BrokersyncConversation(models.Model):
    """All messages with one trader, or with a firm as a whole: one row of the inbox.

    It holds what can be found out from the communications too, so that a list of a hundred thousand traders shows who
    waits for an answer without counting a million messages.
    """

    _name = "brokersync.conversation"
    _description = "Conversation"
    _inherit = ["brokersync.firm.owned"]
    _order = "last_at desc, id desc"
    _rec_names_search = ["trader_id.name", "firm_id.name", "firm_id.code"]
    _allow_sudo_commands = False
    _log_access = False

    firm_id = fields.Many2one(index=False, readonly=True)  # the unique index begins with it
    trader_id = fields.Many2one(
        "brokersync.trader", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    communication_ids = fields.One2many("brokersync.communication", "conversation_id", "Messages")
    last_id = fields.Many2one(
        "brokersync.communication", "Last message", readonly=True, ondelete="set null", index=True
    )
    last_at = fields.Datetime("Last message at", readonly=True)
    desk_unread = fields.Integer(
        "Unread", readonly=True, help="Messages from the client that nobody of the desk has read."
    )
    client_unread = fields.Integer(
        "Unread by the client",
        readonly=True,
        help="In-app messages from the desk that the trader has not read.",
    )
    preview = fields.Char(compute="_compute_preview")
    search_text = fields.Char("Search", compute="_compute_display_name", search="_search_text")

    _firm_trader_uniq = models.UniqueIndex(
        "(firm_id, COALESCE(trader_id, 0))", "This trader has a conversation already."
    )
    _time_idx = models.Index("(last_at DESC, id DESC)")
    _unread_idx = models.Index("(firm_id) WHERE desk_unread > 0")

    @api.depends("trader_id.name", "firm_id.name")
    def _compute_display_name(self):
        for conversation in self:
            conversation.display_name = (conversation.trader_id or conversation.firm_id).name
            conversation.search_text = conversation.display_name

    @api.model
    def _search_text(self, operator, value):
        """By the people, the firm and the subjects. Bodies are encrypted: nobody searches in them."""
        if operator != "ilike":
            return NotImplemented
        traders = self.env["brokersync.trader"]._search([("display_name", "ilike", value)])
        firms = self.env["brokersync.firm"]._search([("display_name", "ilike", value)])
        messages = self.env["brokersync.communication"]._search([("subject", "ilike", value)])
        found = (
            self._search([("trader_id", "in", traders)]).select(),
            self._search([("firm_id", "in", firms)]).select(),
            messages.select(SQL.identifier(messages.table, "conversation_id")),
        )
        # A union, each part of which has its index; one condition of three parts has none.
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(found)))

    @api.depends("last_id")
    def _compute_preview(self):
        for conversation in self:
            text = conversation.last_id.subject or conversation.last_id.body or ""
            conversation.preview = " ".join(text.split())[:PREVIEW]

    @api.model
    def _for(self, firm, trader=None):
        """The conversation with `trader`, or with `firm` as a whole; made when it is not there."""
        self.env.cr.execute(
            SQL(
                """
                WITH made AS (
                    INSERT INTO brokersync_conversation (firm_id, trader_id, last_at, desk_unread, client_unread)
                    VALUES (%(firm)s, %(trader)s, %(now)s, 0, 0)
                    ON CONFLICT (firm_id, COALESCE(trader_id, 0)) DO NOTHING
                    RETURNING id
                )
                SELECT id FROM made
                UNION ALL
                SELECT id FROM brokersync_conversation
                 WHERE firm_id = %(firm)s AND COALESCE(trader_id, 0) = COALESCE(%(trader)s, 0)
                """,
                firm=firm.id,
                trader=trader.id if trader else None,
                now=fields.Datetime.now(),
            )
        )
        return self.browse(self.env.cr.fetchone()[0])

    def _advance(self, communication):
        """`communication` is the newest here, and unread by the side it went to."""
        incoming = communication.direction == "in" and communication.channel != "call"
        in_app = communication.direction == "out" and communication.channel == "in_app"
        self.env.cr.execute(
            SQL(
                """
                UPDATE brokersync_conversation
                   SET last_id = CASE WHEN last_id IS NULL OR last_at <= %(at)s THEN %(id)s ELSE last_id END,
                       last_at = CASE WHEN last_id IS NULL THEN %(at)s ELSE GREATEST(last_at, %(at)s) END,
                       desk_unread = desk_unread + %(desk)s,
                       client_unread = client_unread + %(client)s
                 WHERE id = %(conversation)s
                """,
                at=communication.sent_at,
                id=communication.id,
                desk=int(incoming),
                client=int(in_app),
                conversation=self.id,
            )
        )
        self.invalidate_recordset()
        self._tell()

    def _tell(self):
        """Tell open screens of both sides that something is new here. Never what: the bus keeps its messages."""
        for conversation in self.sudo():
            people = conversation.trader_id.user_id | conversation.firm_id.broker_ids
            people._bus_send(NOTICE, {"conversation": conversation.id})

    def mark_read(self):
        """Take note that the caller has read what the other side wrote. An onlooker's reading counts for nobody."""
        self.check_access("read")
        for conversation in self:
            side = conversation._side()
            if side:
                conversation.sudo()._mark_read(side, self.env.user)

    def _side(self):
        """`client` for the trader, `desk` for a broker of the firm, None for who only looks on."""
        user = self.env.user
        if self.trader_id.user_id == user:
            return "client"
        return "desk" if user in self.firm_id.broker_ids else None

    def _mark_read(self, side, user):
        unread = Domain("conversation_id", "=", self.id) & Domain(
            "status_ids", "not any", [("state", "=", "read")]
        )
        if side == "client":
            count = "client_unread"
            unread &= Domain("direction", "=", "out") & Domain("channel", "=", "in_app")
        else:
            count = "desk_unread"
            unread &= Domain("direction", "=", "in") & Domain("channel", "!=", "call")
        messages = self.env["brokersync.communication"].search(unread)
        if not messages and not self[count]:
            return
        self[count] = 0
        messages._note("read", user=user)

    @api.model
    def send(self, trader_id, channel, body, subject=""):
        """Send a message as the caller, and return the id of its conversation.

        :param channel: `in_app`, `email` or `sms`; a trader writes in-app only
        :raise AccessError: the trader is not one whom the caller may write to
        :raise UserError: the message is empty, or the trader cannot be reached on this channel
        """
        trader = self.env["brokersync.trader"].browse(trader_id)
        return self._send_as_user(trader, channel, body, subject).conversation_id.id

    @api.model
    def _send_as_user(self, trader, channel, body, subject=""):
        """As `send`, and return the communication."""
        trader.check_access("read")
        communications = self.env["brokersync.communication"]
        if trader.user_id == self.env.user:
            if channel != "in_app":
                raise AccessError(self.env._("Write to your broker in the app."))
        elif not self.env.user.has_group("brokersync_crm.group_broker"):
            raise AccessError(self.env._("Brokers write to traders; you may only read here."))
        return communications._send(trader, channel, body, subject)
