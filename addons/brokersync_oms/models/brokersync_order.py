from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..big_integer import BigInteger
from ..const import (
    CAPACITY,
    NEXT_STATUS,
    ORD_STATUS,
    ORD_TYPE,
    PRICE_DIGITS,
    PRICED,
    SIDE,
    TIME_IN_FORCE,
    TRAILING,
)
from ..entry import check_price, check_quantity, check_text
from ..order_terms import TERM_FIELDS

PRICE_FIELDS = {"price", "stop_px", "trail_offset", "limit_offset", "activation_px"}

# What people may set, while the order is a draft. Everything else is written by the system or by the sidecar's events.
ENTRY_FIELDS = frozenset(
    (
        "account_id",
        "trader_id",
        "instrument_id",
        "side",
        "ord_type",
        "time_in_force",
        "order_qty",
        "price",
        "capacity",
        "instruction_time",
        "instruction_ref",
        *TERM_FIELDS,
    )
)


class BrokersyncOrder(models.Model):
    """An instruction to buy or sell.

    People ask (brokersync_order_request.py), the sidecar's events answer (brokersync_order_events.py).
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
        "Ended by", readonly=True, copy=False, help="Why the order was cancelled or expired."
    )
    reject_code = fields.Char(
        "Refused",
        readonly=True,
        copy=False,
        help="Code of the last refusal of the order or a request.",
    )
    reject_text = fields.Char("Reason", readonly=True, copy=False)

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

    fill_summary = fields.Char("Filled / ordered", compute="_compute_summaries")
    price_summary = fields.Char("Limit", compute="_compute_summaries")

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
    _quantities = models.Constraint(
        "CHECK (leaves_qty >= 0 AND cum_qty >= 0 AND COALESCE(cum_qty, 0) + COALESCE(leaves_qty, 0) <= order_qty)",
        "Filled and open quantity cannot exceed the ordered quantity.",
    )
    _terminal_is_closed = models.Constraint(
        "CHECK (leaves_qty = 0 OR ord_status NOT IN ('filled', 'canceled', 'rejected', 'expired'))",
        "An order that has ended has nothing open.",
    )

    def init(self):
        """Status changes the state machine does not know are refused by the database itself."""
        pairs = [f"{old}>{new}" for old, successors in NEXT_STATUS.items() for new in successors]
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION brokersync_order_transition() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT (OLD.ord_status || '>' || NEW.ord_status = ANY (TG_ARGV[0]::text[])) THEN
                    RAISE EXCEPTION 'Order %% is %% and cannot become %%.', OLD.name, OLD.ord_status, NEW.ord_status
                        USING ERRCODE = 'check_violation', TABLE = 'brokersync_order';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS brokersync_order_transition ON brokersync_order;
            CREATE TRIGGER brokersync_order_transition BEFORE UPDATE OF ord_status ON brokersync_order
                FOR EACH ROW WHEN (OLD.ord_status IS DISTINCT FROM NEW.ord_status)
                EXECUTE FUNCTION brokersync_order_transition(%s)
            """,
                "{" + ",".join(pairs) + "}",
            )
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

    @api.depends("cum_qty", "order_qty", "ord_type", "price", "stop_px", "instrument_id")
    def _compute_summaries(self):
        for order in self:
            order.fill_summary = f"{order.cum_qty:,} / {order.order_qty:,}"
            order.price_summary = order._price_words()

    def _price_words(self):
        """Limit and stop, as a column shows them."""
        price, stop = map(self.instrument_id._format_price, (self.price, self.stop_px))
        if self.ord_type in TRAILING:
            return _("Trailing stop %s", stop) if self.stop_px else _("Trailing stop")
        if self.ord_type == "stop":
            return _("Stop %s", stop)
        if self.ord_type == "stop_limit":
            return _("%(price)s, stop %(stop)s", price=price, stop=stop)
        return price if self.ord_type in PRICED or self.price else _("Market")

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/orders/{order.id}"
        return res

    @api.constrains("order_qty", "price", "ord_type", "instrument_id")
    def _check_entry(self):
        for order in self:
            instrument = order.instrument_id
            check_quantity(self.env, order.order_qty, instrument.lot)
            if order.ord_type in PRICED:
                check_price(self.env, order.price, instrument)
            order._check_terms()

    @api.constrains("account_id", "trader_id")
    def _check_trader(self):
        for order in self:
            if order.trader_id and order.trader_id.firm_id != order.firm_id:
                raise ValidationError(
                    _(
                        "Trader (trader_id): %s is not with the account's firm.",
                        order.trader_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entry_vals(vals)
        orders = super().create(
            [{**vals, **self._new_ids()} if not vals.get("name") else vals for vals in vals_list]
        )
        orders._check_may_enter()
        return orders

    def write(self, vals):
        self._check_entry_vals(vals)
        if (
            ENTRY_FIELDS & vals.keys()
            and not self.env.su
            and any(order.ord_status != "draft" for order in self)
        ):
            raise UserError(
                _("An order that was sent is changed with “Change order”, not by editing it.")
            )
        res = super().write(vals)
        if ENTRY_FIELDS & vals.keys():
            self._check_may_enter()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for order in self:
            if order.ord_status != "draft":
                raise UserError(_("Order %s was sent and stays on record.", order.name))

    @api.model
    def _check_entry_vals(self, vals):
        """Refuse values Odoo would convert in silence, and fields that are not the caller's to set."""
        if "order_qty" in vals:
            check_quantity(self.env, vals["order_qty"])
        for field in PRICE_FIELDS & vals.keys():
            check_price(self.env, vals[field], field=field)
        for field in ("min_qty", "display_qty"):
            if vals.get(field):
                check_quantity(self.env, vals[field], field=field)
        if vals.get("instruction_ref"):
            check_text(self.env, "instruction_ref", vals["instruction_ref"])
        if self.env.su:
            return
        foreign = {
            name
            for name in vals.keys() - ENTRY_FIELDS
            if name in self._fields and not name.startswith(("message_", "activity_"))
        }
        if foreign:
            raise AccessError(
                _("These fields of an order are not yours to set: %s.", ", ".join(sorted(foreign)))
            )

    @api.model
    def _new_ids(self):
        name = self.env["ir.sequence"].sudo().next_by_code("brokersync.order")
        return {"name": name, "cl_ord_id": self._client_id(name)}

    def _check_may_trade(self):
        """Raise AccessError unless the user may trade at all; which firms' orders there are is a record rule."""
        user = self.env.user
        if not (self.env.su or user._brokersync_may_enter_orders()):
            raise AccessError(_("%s may not trade. Ask your broker for the permission.", user.name))

    def _check_may_enter(self):
        """Raise AccessError unless the user may trade, a client only in the own name."""
        self._check_may_trade()
        trader = self.env.user.brokersync_trader_id
        if trader and any(
            order.trader_id != trader or order.capacity != "individual" for order in self
        ):
            raise AccessError(
                _(
                    "%s enters orders in the own name only (trader_id, capacity).",
                    self.env.user.name,
                )
            )
