from decimal import Decimal

from odoo import api, fields, models

from ..const import OTHER_SIDE, PRICE_DIGITS
from ..event_sql import FIND_FILL_PRICES, FIND_POSITIONS, UPDATE_LAST_PRICES, UPSERT_POSITIONS
from ..position_math import Position


class BrokersyncPosition(models.Model):
    """Open lots of an account in an instrument, the sum of its fills; folded by `position_math`."""

    _name = "brokersync.position"
    _description = "Position"
    _inherit = ["brokersync.firm.owned"]
    _order = "account_id, instrument_id"
    _rec_names_search = ["account_id", "instrument_id"]
    _allow_sudo_commands = False

    account_id = fields.Many2one(
        "brokersync.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    firm_id = fields.Many2one(related="account_id.firm_id", store=True, precompute=True)
    instrument_id = fields.Many2one(
        "brokersync.instrument",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="instrument_id.currency_id")
    net_qty = fields.Integer("Net", readonly=True, help="Contracts; short is negative.")
    avg_px = fields.Float("Average price", digits=PRICE_DIGITS, readonly=True, aggregator=None)
    last_px = fields.Float(related="instrument_id.last_px")
    cost = fields.Float(
        digits=PRICE_DIGITS,
        readonly=True,
        aggregator=None,
        help="What the open contracts cost, in price units times contracts.",
    )
    realized_pnl = fields.Monetary(
        "Realised P&L", readonly=True, help="Earned by contracts that were closed."
    )
    unrealized_pnl = fields.Monetary(
        "Unrealised P&L",
        compute="_compute_unrealized_pnl",
        help="What the open contracts would earn at the last price.",
    )
    transact_time = fields.Datetime("Last fill", readonly=True)

    _account_instrument_uniq = models.Constraint(
        "UNIQUE (account_id, instrument_id)", "This position exists."
    )

    @api.depends("net_qty", "cost", "instrument_id.last_px", "instrument_id.multiplier")
    def _compute_unrealized_pnl(self):
        for position in self:
            instrument = position.instrument_id
            position.unrealized_pnl = (
                position.net_qty * instrument.last_px - position.cost
            ) * instrument.multiplier

    @api.depends("account_id", "instrument_id")
    def _compute_display_name(self):
        for position in self:
            position.display_name = f"{position.account_id.code} {position.instrument_id.symbol}"

    @api.model
    def _apply_fills(self, shard, fills):
        """Fold fills, busts and corrections, in order, into positions and last prices.

        Rows as in `brokersync.event.batch`. A spread's own fill is not among them: its legs are.
        """
        if not fills:
            return
        execute = self.env["brokersync.event.batch"]._execute
        last_fill = {(row["account_id"], row["instrument_id"]): row for row in fills}
        keys = [
            {"account_id": account, "instrument_id": instrument}
            for account, instrument in last_fill
        ]
        found = {
            (account, instrument): (net_qty, cost)
            for account, instrument, net_qty, cost in execute(FIND_POSITIONS, keys)
        }
        positions = {}
        for key in last_fill:
            net_qty, cost = found.get(key, (0, 0))
            positions[key] = Position(net_qty, Decimal(str(cost)))
        undone = dict(
            execute(FIND_FILL_PRICES, [row for row in fills if row.get("exec_ref_id")], shard.id)
        )
        for row in fills:
            position = positions[row["account_id"], row["instrument_id"]]
            if row["exec_type"] != "trade":
                before = Decimal(str(undone.get(row["seq"], row["last_px"])))
                position.fill(OTHER_SIDE[row["side"]], row["last_qty"], before)
            if row["exec_type"] != "trade_cancel":
                position.fill(row["side"], row["last_qty"], Decimal(row["last_px"]))
        execute(
            UPSERT_POSITIONS,
            [
                {
                    "account_id": row["account_id"],
                    "firm_id": row["firm_id"],
                    "instrument_id": row["instrument_id"],
                    "net_qty": position.net_qty,
                    "avg_px": position.avg_px,
                    "cost": position.cost,
                    "realized": position.realized,
                    "ts": row["ts"],
                }
                for row, position in zip(last_fill.values(), positions.values(), strict=True)
            ],
        )
        last_trade = {
            row["instrument_id"]: row
            for row in fills
            if row["exec_type"] == "trade" and row.get("multileg") != "leg"
        }
        execute(
            UPDATE_LAST_PRICES,
            [
                {"instrument_id": instrument, "last_px": row["last_px"], "ts": row["ts"]}
                for instrument, row in last_trade.items()
            ],
        )
