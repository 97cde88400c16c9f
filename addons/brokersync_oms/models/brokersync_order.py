from odoo import api, fields, models

from ..big_integer import BigInteger
from ..const import CAPACITY, ORD_STATUS, ORD_TYPE, PRICE_DIGITS, SIDE, TIME_IN_FORCE


class BrokersyncOrder(models.Model):
    """An instruction to buy or sell: what it says and how it stands.

    People enter it (brokersync_order_entry.py) and ask (brokersync_order_request.py), the sidecar's events answer
    (brokersync_order_events.py), the database watches over its life (brokersync_order_life.py).
    """

    _name = "brokersync.order"
    _description = "Order"
    _inherit = ["brokersync.firm.owned", "mail.thread", "portal.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "cl_ord_id"]
    _allow_sudo_commands = False

    name = fields.Char("Order", readonly=True, copy=False)
    firm_id = fields.Many2one(related="account_id.firm_id", store=True, precompute=True)
    account_id = fields.Many2one(
        "brokersync.account",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_account_id(),
    )
    trader_id = fields.Many2one(
        "brokersync.trader",
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user.brokersync_trader_id,
        domain="[('firm_id', '=', firm_id)]",
    )
    instrument_id = fields.Many2one(
        "brokersync.instrument",
        required=True,
        ondelete="restrict",
    )
    venue_id = fields.Many2one(related="instrument_id.venue_id")
    price_unit = fields.Char(related="instrument_id.price_unit")
    side = fields.Selection(SIDE, required=True, default="buy")
    ord_type = fields.Selection(ORD_TYPE, "Type", required=True, default="limit")
    time_in_force = fields.Selection(TIME_IN_FORCE, "Time in force", required=True, default="day")
    order_qty = fields.Integer("Quantity", required=True, default=1, help="Contracts")
    price = fields.Float(digits=PRICE_DIGITS, help="Limit, in the instrument's price unit")

    entered_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    entered_by = fields.Char(
        "Entered by (login)",
        readonly=True,
        copy=False,
        help="FIX 109: login of the person or service that sent the order.",
    )
    capacity = fields.Selection(
        CAPACITY,
        required=True,
        compute="_compute_capacity",
        store=True,
        readonly=False,
        precompute=True,
    )
    instruction_time = fields.Datetime(
        "Instruction received",
        copy=False,
        help="When the client's instruction reached the broker, UTC in the database.",
    )
    instruction_ref = fields.Char(
        "Instruction reference",
        copy=False,
        help="Where it is recorded: call, message, e-mail.",
    )

    ord_status = fields.Selection(
        ORD_STATUS, "Status", required=True, default="draft", readonly=True, copy=False
    )
    leaves_qty = fields.Integer("Open", readonly=True, copy=False)
    cum_qty = fields.Integer("Filled", readonly=True, copy=False)
    avg_px = fields.Float(
        "Average price", digits=PRICE_DIGITS, readonly=True, copy=False, aggregator="avg"
    )
    end_code = fields.Char(
        "End code", readonly=True, copy=False, help="Why the order was cancelled or expired."
    )
    reject_code = fields.Char(
        "Refusal code",
        readonly=True,
        copy=False,
        help="Code of the last refusal of the order or a request.",
    )
    reject_text = fields.Char(
        "Technical text", readonly=True, copy=False, help="The sidecar's own words, for programs."
    )

    cl_ord_id = fields.Char(
        "Client order ID", readonly=True, copy=False, help="FIX 11, the latest accepted one."
    )
    pending_cl_ord_id = fields.Char(
        readonly=True, copy=False, help="Cancel or change request that is not answered yet."
    )
    shard_id = fields.Many2one("brokersync.shard", readonly=True, copy=False, ondelete="restrict")
    sidecar_id = BigInteger(
        "Sidecar order ID",
        readonly=True,
        copy=False,
        default=None,
        help="FIX 37, unique in the shard.",
    )
    last_seq = BigInteger("Last event", readonly=True, copy=False, default=0)
    submitted_at = fields.Datetime("Sent", readonly=True, copy=False)
    transact_time = fields.Datetime("Last change", readonly=True, copy=False, index=True)

    execution_ids = fields.One2many(
        "brokersync.execution", "order_id", string="History", readonly=True, copy=False
    )
    command_ids = fields.One2many(
        "brokersync.command",
        "order_id",
        string="Requests",
        readonly=True,
        copy=False,
        groups="brokersync_crm.group_broker,brokersync_crm.group_risk_officer,"
        "brokersync_crm.group_compliance_officer",
    )

    # Every index costs at thousands of events a second: these are what searches need, the first
    # one also by account.
    _cl_ord_id_uniq = models.Constraint(
        "UNIQUE (account_id, cl_ord_id)", "This account has used the client order ID before."
    )
    _sidecar_id_uniq = models.UniqueIndex("(shard_id, sidecar_id) WHERE sidecar_id IS NOT NULL")
    _pending_idx = models.Index(
        "(account_id, pending_cl_ord_id) WHERE pending_cl_ord_id IS NOT NULL"
    )
    _working_idx = models.Index(
        "(firm_id) WHERE ord_status IN ('pending_new', 'new', 'partially_filled', 'pending_cancel', 'pending_replace')",
    )
    # The market may lower it to nothing: the sibling of an order that was filled (a group).
    _order_qty_range = models.Constraint(
        """CHECK (order_qty BETWEEN 1 AND 1000000000
            OR (order_qty = 0 AND ord_status NOT IN ('draft', 'pending_new')))""",
        "Quantity (order_qty) must be a whole number from 1 to 1,000,000,000.",
    )
    # NaN and infinity sort above every number in PostgreSQL: an upper bound refuses them.
    _price_finite = models.Constraint(
        "CHECK (abs(price) < 1e12)", "Price (price) must be a finite number."
    )
    _avg_px_finite = models.Constraint(
        "CHECK (abs(avg_px) < 1e12)", "Average price (avg_px) must be a finite number."
    )

    @api.model
    def _default_account_id(self):
        firm = self.env.user.brokersync_firm_id
        return (
            self.env["brokersync.account"].search([("firm_id", "=", firm.id)], limit=1)
            if firm
            else False
        )

    @api.depends("account_id.house")
    def _compute_capacity(self):
        client = self.env.user.has_group("brokersync_crm.group_trader")
        for order in self:
            order.capacity = (
                "individual" if client else "principal" if order.account_id.house else "agency"
            )
