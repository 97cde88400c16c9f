from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..big_integer import BigInteger
from ..const import EXEC_TYPE, LIQUIDITY, MULTILEG, ORD_STATUS, PRICE_DIGITS, SIDE


class BrokersyncExecution(models.Model):
    """One event of an order as the sidecar numbered it (FIX 35=8 and 35=9). Append-only, also in the database."""

    _name = "brokersync.execution"
    _description = "Execution"
    _inherit = ["brokersync.firm.owned"]
    _order = "id desc"
    _rec_name = "exec_id"
    _allow_sudo_commands = False
    _log_access = False

    shard_id = fields.Many2one("brokersync.shard", readonly=True, ondelete="restrict")
    seq = BigInteger(
        "Event",
        readonly=True,
        help="Number of the event in its shard; empty when refused before the market.",
    )
    exec_id = fields.Char(
        "Execution ID", readonly=True, help="FIX 17 as shard-event, unique everywhere."
    )
    transact_time = fields.Datetime("Time", readonly=True)
    ts = BigInteger("Time (ns)", readonly=True, help="Nanoseconds since 1970 UTC")
    order_id = fields.Many2one("brokersync.order", readonly=True, index=True, ondelete="restrict")
    account_id = fields.Many2one(
        "brokersync.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    instrument_id = fields.Many2one("brokersync.instrument", readonly=True, ondelete="restrict")
    exec_type = fields.Selection(EXEC_TYPE, "Event type", required=True, readonly=True)
    ord_status = fields.Selection(ORD_STATUS, "Status", readonly=True)
    cl_ord_id = fields.Char("Client order ID", readonly=True)
    orig_cl_ord_id = fields.Char("Original client order ID", readonly=True)
    entered_by = fields.Char("Entered by", readonly=True)
    side = fields.Selection(SIDE, readonly=True)
    order_qty = fields.Integer("Ordered", readonly=True)
    leaves_qty = fields.Integer("Open", readonly=True)
    cum_qty = fields.Integer("Filled", readonly=True)
    price = fields.Float(digits=PRICE_DIGITS, readonly=True, aggregator=None)
    avg_px = fields.Float("Average price", digits=PRICE_DIGITS, readonly=True, aggregator=None)
    last_qty = fields.Integer("Quantity of the fill", readonly=True)
    last_px = fields.Float(
        "Price of the fill", digits=PRICE_DIGITS, readonly=True, aggregator="avg"
    )
    trade_id = BigInteger(
        "Trade", readonly=True, index="btree_not_null", help="Shared by the two sides of a fill."
    )
    liquidity = fields.Selection(LIQUIDITY, readonly=True)
    stop_px = fields.Float("Stop price", digits=PRICE_DIGITS, readonly=True, aggregator=None)
    exec_ref_seq = BigInteger(
        "Changed event",
        readonly=True,
        default=None,
        index="btree_not_null",
        help="Number of the fill that a cancelled or corrected trade changes (FIX 19).",
    )
    multileg = fields.Selection(
        MULTILEG, "Part", readonly=True, help="A spread's own fill, or that of one of its legs."
    )
    code = fields.Char(readonly=True)
    text = fields.Char(
        "Technical text", readonly=True, help="The sidecar's own words, for programs."
    )
    reason = fields.Char(compute="_compute_reason")

    _seq_uniq = models.Constraint("UNIQUE (shard_id, seq)", "This event was applied before.")
    _transact_time_idx = models.Index(
        "USING brin (transact_time)"
    )  # rows come in the order of time
    # NaN and infinity sort above every number in PostgreSQL: an upper bound refuses them.
    _finite = models.Constraint(
        "CHECK (abs(price) < 1e12 AND abs(avg_px) < 1e12 AND abs(last_px) < 1e12 AND abs(stop_px) < 1e12)",
        "Prices must be finite numbers.",
    )
    _fill = models.Constraint(
        "CHECK (exec_type NOT IN ('trade', 'trade_cancel', 'trade_correct') OR last_qty > 0)",
        "A fill has a quantity.",
    )

    def init(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION brokersync_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END $$;
            DROP TRIGGER IF EXISTS brokersync_execution_append_only ON brokersync_execution;
            CREATE TRIGGER brokersync_execution_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON brokersync_execution
                FOR EACH STATEMENT EXECUTE FUNCTION brokersync_append_only();
        """)

    @api.depends("code", "text")
    @api.depends_context("lang")
    def _compute_reason(self):
        for execution in self:
            order, code = execution.order_id, execution.code
            entered = execution.exec_type == "rejected"
            execution.reason = code and order._reason(code, execution.text, entered)

    @api.model_create_multi
    def create(self, vals_list):
        raise UserError(_("Executions come from the matching sidecar only."))

    def write(self, vals):
        raise UserError(_("Executions cannot be changed."))

    def unlink(self):
        raise UserError(_("Executions cannot be deleted."))  # pylint: disable=no-raise-unlink
