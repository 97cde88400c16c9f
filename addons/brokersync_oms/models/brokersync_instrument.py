import re
from decimal import Decimal

from stdnum import isin as stdnum_isin
from stdnum.exceptions import ValidationError as StdnumError

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from .. import cfi as stdnum_cfi
from ..const import PRICE_DIGITS

SYMBOL_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,35}")
PRODUCT_PATTERN = re.compile(r"[A-Z0-9]{1,12}")
MONTH_PATTERN = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])")

STATUS = [
    ("active", "Active"),
    ("halted", "Halted"),
    ("expired", "Expired"),
]


class BrokersyncInstrument(models.Model):
    """A tradable contract: one symbol at one venue."""

    _name = "brokersync.instrument"
    _description = "Instrument"
    _inherit = ["brokersync.system.fields", "brokersync.reference", "mail.thread"]
    _system_fields = ("tick_size", "price_decimals", "last_px", "last_px_time")
    _order = "product, contract_month, symbol"
    _rec_name = "symbol"
    _rec_names_search = ["symbol", "name", "isin"]
    _allow_sudo_commands = False
    _reference_key = "symbol"

    active = fields.Boolean(default=True)
    symbol = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True)
    venue_id = fields.Many2one("brokersync.venue", required=True, index=True, ondelete="restrict")
    product = fields.Char(
        required=True, index=True, help="Code of the contract family, such as CL."
    )
    cfi = fields.Char(
        "CFI", help="Classification of Financial Instruments, ISO 10962, such as FCEPSX."
    )
    isin = fields.Char("ISIN", copy=False, help="ISO 6166")
    status = fields.Selection(STATUS, required=True, default="active", tracking=True)

    tick_num = fields.Integer("Tick numerator", required=True, default=1, tracking=True)
    tick_den = fields.Integer("Tick denominator", required=True, default=100, tracking=True)
    tick_size = fields.Float(
        "Tick size", digits=PRICE_DIGITS, compute="_compute_tick_size", store=True
    )
    price_decimals = fields.Integer(
        compute="_compute_tick_size", store=True, help="Decimals that show every price exactly."
    )
    price_unit = fields.Char(
        "Price unit",
        required=True,
        default="USD",
        help="What a price means, such as USD/bbl or US cents/bu.",
    )
    lot = fields.Integer(
        required=True, default=1, help="Order quantities are multiples of this number of contracts."
    )
    multiplier = fields.Float(
        required=True,
        digits=(16, 6),
        default=1.0,
        tracking=True,
        help="Money one price unit is worth for one contract: 1000 for 1,000 barrels quoted in dollars, "
        "50 for 5,000 bushels quoted in cents.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.ref("base.USD"),
    )

    contract_month = fields.Char("Contract month", help="Year and month, FIX 200, such as 202701.")
    first_notice_day = fields.Date("First notice day")
    last_trading_day = fields.Date("Last trading day")
    settlement = fields.Selection(
        [("physical", "Physical delivery"), ("cash", "Cash")], required=True, default="physical"
    )

    max_order_qty = fields.Integer(
        "Largest order", help="In contracts; 0 means no limit.", tracking=True
    )
    band_pct = fields.Float(
        "Price band (%)",
        digits=(5, 2),
        default=10.0,
        tracking=True,
        help="Orders further from the reference price are refused; 0 means no band.",
    )
    reference_price = fields.Float(
        "Reference price",
        digits=PRICE_DIGITS,
        tracking=True,
        help="Middle of the price band; 0 means none yet.",
    )
    negative_price = fields.Boolean("Prices may be negative")

    last_px = fields.Float("Last price", digits=PRICE_DIGITS, readonly=True, copy=False)
    last_px_time = fields.Datetime("Last traded", readonly=True, copy=False)

    _symbol_uniq = models.Constraint("UNIQUE (symbol)", "Another instrument has this symbol.")
    _tick_positive = models.Constraint(
        "CHECK (tick_num > 0 AND tick_den > 0)", "The tick must be positive."
    )
    _lot_positive = models.Constraint("CHECK (lot > 0)", "The lot must be positive.")
    # NaN and infinity sort above every number in PostgreSQL: an upper bound refuses them.
    _multiplier_finite = models.Constraint(
        "CHECK (multiplier > 0 AND multiplier < 1e9)",
        "The multiplier must be a positive number.",
    )
    _limits_finite = models.Constraint(
        "CHECK (max_order_qty >= 0 AND band_pct >= 0 AND band_pct <= 100 AND abs(reference_price) < 1e12)",
        "Largest order and price band cannot be negative, and the reference price must be a number.",
    )

    @api.depends("tick_num", "tick_den")
    def _compute_tick_size(self):
        for instrument in self:
            tick = instrument._tick() if instrument.tick_den else Decimal(0)
            instrument.tick_size = float(tick)
            instrument.price_decimals = max(0, -tick.normalize().as_tuple().exponent)

    def _tick(self):
        """Tick in price units, exactly."""
        return Decimal(self.tick_num) / Decimal(self.tick_den)

    @api.constrains("tick_num", "tick_den")
    def _check_tick(self):
        for instrument in self:
            if (
                instrument._tick() * instrument.tick_den != instrument.tick_num
                or instrument.price_decimals > PRICE_DIGITS[1]
            ):
                raise ValidationError(
                    _(
                        "Tick %(num)s/%(den)s: it must be a decimal number of at most %(digits)s places.",
                        num=instrument.tick_num,
                        den=instrument.tick_den,
                        digits=PRICE_DIGITS[1],
                    )
                )

    @api.constrains("symbol", "product", "contract_month")
    def _check_patterns(self):
        for instrument in self:
            for field, pattern in (
                ("symbol", SYMBOL_PATTERN),
                ("product", PRODUCT_PATTERN),
                ("contract_month", MONTH_PATTERN),
            ):
                if instrument[field] and not pattern.fullmatch(instrument[field]):
                    raise ValidationError(
                        _(
                            "%(field)s “%(value)s” is not allowed. Examples: CLF27, product CL, month 202701.",
                            field=field,
                            value=instrument[field],
                        )
                    )

    @api.constrains("cfi", "isin")
    def _check_identifiers(self):
        for instrument in self:
            for field, standard in (("cfi", stdnum_cfi), ("isin", stdnum_isin)):
                if instrument[field]:
                    try:
                        standard.validate(instrument[field])
                    except StdnumError as error:
                        raise ValidationError(
                            _(
                                "%(field)s “%(value)s”: %(reason)s",
                                field=field.upper(),
                                value=instrument[field],
                                reason=error.message,
                            )
                        ) from error

    @api.constrains("first_notice_day", "last_trading_day", "settlement")
    def _check_notice_day(self):
        for instrument in self:
            if instrument.settlement == "cash" and instrument.first_notice_day:
                raise ValidationError(
                    _("%s settles in cash: it has no notice day.", instrument.symbol)
                )

    def _reference_row(self):
        self.ensure_one()
        row = {
            "kind": "instrument",
            "code": self.symbol,
            "product": self.product,
            "active": self.active and self.status == "active",
            "tick_num": self.tick_num,
            "tick_den": self.tick_den,
            "lot": self.lot,
            "max_order_qty": self.max_order_qty,
            "multiplier": self.multiplier,
            "currency": self.currency_id.name,
            "band_pct": self.band_pct,
            "negative_price": self.negative_price,
        }
        if self.reference_price:
            row["reference_price"] = self.reference_price
        return row

    def _format_price(self, price):
        """Price with exactly the decimals of the tick."""
        return f"{price:,.{self.price_decimals}f}"

    @api.model
    def _cron_expire(self):
        """Contracts past their last trading day are expired, which closes them at the sidecar."""
        self.search(
            [
                ("last_trading_day", "<", fields.Date.context_today(self)),
                ("status", "!=", "expired"),
            ]
        ).status = "expired"
