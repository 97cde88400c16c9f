from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

PERCENT = (5, 2)


class BrokersyncInstrument(models.Model):
    """How an instrument trades: its bands, its calendar with the phases of a day, the legs of a spread."""

    _inherit = "brokersync.instrument"

    limit_pct = fields.Float(
        "Daily limit (%)",
        help="Nothing trades further from the reference price on one day; 0 means no limit.",
        digits=PERCENT,
        tracking=True,
    )
    halt_pct = fields.Float(
        "Volatility halt (%)",
        help="A trade further from the last one starts a halt that ends with an auction; 0: never.",
        digits=PERCENT,
        tracking=True,
    )
    halt_seconds = fields.Integer("Length of a halt (s)", default=120, tracking=True)
    calendar = fields.Char(
        "Trading calendar",
        tracking=True,
        help="Name of an exchange's calendar, such as CMEGlobex_CL or LME. Empty: trades always.",
    )
    pre_open_minutes = fields.Integer("Pre-open (min)", help="Orders are taken, nothing trades.")
    opening_auction_minutes = fields.Integer("Opening auction (min)")
    closing_auction_minutes = fields.Integer("Closing auction (min)")
    near_leg_id = fields.Many2one(
        "brokersync.instrument",
        ondelete="restrict",
        help="Calendar spread: buying the spread buys this contract …",
    )
    far_leg_id = fields.Many2one(
        "brokersync.instrument", ondelete="restrict", help="… and sells this one."
    )

    _bands_range = models.Constraint(
        "CHECK (limit_pct BETWEEN 0 AND 100 AND halt_pct BETWEEN 0 AND 100)",
        "Daily limit and volatility halt are percentages from 0 to 100.",
    )
    _minutes_range = models.Constraint(
        """CHECK (halt_seconds BETWEEN 1 AND 86400 AND pre_open_minutes BETWEEN 0 AND 1440
            AND opening_auction_minutes BETWEEN 0 AND 1440 AND closing_auction_minutes BETWEEN 0 AND 1440)""",
        "Phases last from 0 minutes to a day, a halt from a second to a day.",
    )

    @api.constrains("near_leg_id", "far_leg_id", "tick_num", "tick_den", "multiplier", "lot")
    def _check_legs(self):
        for instrument in self.filtered(lambda row: row.near_leg_id or row.far_leg_id):
            legs = instrument.near_leg_id | instrument.far_leg_id
            if len(legs) != 2 or instrument in legs or legs.near_leg_id:
                raise ValidationError(
                    _(
                        "%s: a calendar spread has two different outright contracts (near_leg_id, far_leg_id).",
                        instrument.symbol,
                    )
                )
            if any(
                (leg._tick(), leg.multiplier, leg.lot)
                != (instrument._tick(), instrument.multiplier, instrument.lot)
                for leg in legs
            ):
                raise ValidationError(
                    _(
                        "%s: a spread and its legs have the same tick, multiplier and lot.",
                        instrument.symbol,
                    )
                )

    def _reference_row(self):
        row = super()._reference_row()
        phases = ("pre_open_minutes", "opening_auction_minutes", "closing_auction_minutes")
        for field in ("limit_pct", "halt_pct", "calendar", *phases):
            if self[field]:
                row[field] = self[field]
        if self.halt_pct:
            row["halt_seconds"] = self.halt_seconds
        if self.last_trading_day:
            row["expiry"] = self.last_trading_day.isoformat()
        if self.near_leg_id:
            row["legs"] = [[self.near_leg_id.symbol, 1], [self.far_leg_id.symbol, -1]]
        return row
