from datetime import UTC

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

from ..const import (
    DISPLAY_METHOD,
    PRICE_DIGITS,
    PRICED,
    STOPS,
    TRAIL_UNIT,
    TRAILING,
    TRIGGER,
)
from ..entry import check_price


class BrokersyncOrder(models.Model):
    """Stops, icebergs and the other terms only some orders have (docs/matching.md)."""

    _inherit = "brokersync.order"

    stop_px = fields.Float(
        "Stop price",
        digits=PRICE_DIGITS,
        help="Where the order becomes active. Of a trailing stop: where it stands now; leave it "
        "empty to start from the market.",
    )
    trigger = fields.Selection(
        TRIGGER, "Triggered by", help="The price the stop looks at; last trade unless you say."
    )
    trail_offset = fields.Float(
        "Trailing distance", digits=PRICE_DIGITS, help="How far the stop follows the market."
    )
    trail_unit = fields.Selection(TRAIL_UNIT, "Distance in", default="price")
    limit_offset = fields.Float(
        "Limit distance",
        digits=PRICE_DIGITS,
        help="From the stop price to the limit once triggered, in price units.",
    )
    activation_px = fields.Float(
        "Start trailing at", digits=PRICE_DIGITS, help="Empty: it trails from the beginning."
    )
    min_qty = fields.Integer(
        "Minimum quantity", help="Trades only when at least so much can be had at once."
    )
    all_or_none = fields.Boolean(
        "All or none", help="Trades its whole quantity at once or waits, unseen."
    )
    post_only = fields.Boolean(
        "Post only", help="Refused when it would trade at once: it only adds liquidity."
    )
    reduce_only = fields.Boolean("Reduce only", help="May only make the position smaller.")
    display_qty = fields.Integer(
        "Shown quantity", help="Iceberg: only so much is seen in the book at a time; 0 shows all."
    )
    display_method = fields.Selection(DISPLAY_METHOD, "Shown part")
    expire_date = fields.Date("Good till", help="Good till date: expires at that day's close.")
    expire_time = fields.Datetime("Expires at", help="Good till date: expires at that moment.")
    list_id = fields.Char(
        "Group", readonly=True, copy=False, help="Orders entered together (OCO, OTO, bracket)."
    )
    stop_summary = fields.Char("Stop", compute="_compute_stop_summary")

    _terms_finite = models.Constraint(
        "CHECK (abs(stop_px) < 1e12 AND abs(trail_offset) < 1e12 AND abs(limit_offset) < 1e12"
        " AND abs(activation_px) < 1e12)",
        "Stop price and distances must be finite numbers.",
    )
    _terms_quantities = models.Constraint(
        "CHECK (min_qty >= 0 AND display_qty >= 0)",
        "Minimum and shown quantity cannot be negative.",
    )

    @api.depends("ord_type", "stop_px", "trail_offset", "trail_unit")
    def _compute_stop_summary(self):
        for order in self:
            stop = order.stop_px and order.instrument_id._format_price(order.stop_px)
            if order.ord_type in TRAILING:
                unit = dict(TRAIL_UNIT).get(order.trail_unit, "")
                distance = f"{order.trail_offset:g} {'' if order.trail_unit == 'price' else unit}"
                order.stop_summary = f"{stop or '–'} ({distance.strip()})"
            else:
                order.stop_summary = stop if order.ord_type in STOPS else False

    def _check_terms(self):
        """Raise ValidationError where a term is missing or cannot be meant; the rest is the engine's."""
        self.ensure_one()
        instrument = self.instrument_id
        if self.ord_type in STOPS:
            if not self.stop_px:
                raise ValidationError(_("Stop price (stop_px): %s needs one.", self.name))
            self._check_term_price("stop_px")
        elif self.ord_type in TRAILING:
            if self.trail_offset <= 0 or not self.trail_unit:
                raise ValidationError(
                    _(
                        "Trailing distance (trail_offset): %s needs a distance above zero and its unit.",
                        self.name,
                    )
                )
            for field in ("stop_px", "activation_px"):
                if self[field]:
                    self._check_term_price(field)
        for field in ("min_qty", "display_qty"):
            if self[field] > self.order_qty or self[field] % instrument.lot:
                raise ValidationError(
                    _(
                        "%(field)s: %(qty)s must be a multiple of %(lot)s and at most the quantity %(all)s.",
                        field=field,
                        qty=self[field],
                        lot=instrument.lot,
                        all=self.order_qty,
                    )
                )
        if self.time_in_force == "gtd" and bool(self.expire_date) == bool(self.expire_time):
            raise ValidationError(
                _("Good till date (expire_date, expire_time): give %s one of the two.", self.name)
            )

    def _check_term_price(self, field):
        check_price(self.env, self[field], self.instrument_id, field)

    def _terms_payload(self):
        """What the order says beyond the plain fields, as in docs/protocol.md."""
        self.ensure_one()
        fields_said = ["min_qty", "display_qty", "all_or_none", "post_only", "reduce_only"]
        if self.display_qty:
            fields_said.append("display_method")
        if self.ord_type in STOPS + TRAILING:
            fields_said += ["stop_px", "trigger"]
        if self.ord_type in TRAILING:
            fields_said += ["trail_offset", "trail_unit", "activation_px"]
        terms = {field: self[field] for field in fields_said if self[field]}
        if self.ord_type in PRICED:
            terms["price"] = self.price
        if self.ord_type == "trailing_stop_limit":
            terms["limit_offset"] = self.limit_offset
        if self.time_in_force == "gtd":
            terms |= self._expiry_payload()
        return terms

    def _expiry_payload(self):
        if self.expire_date:
            return {"expire_date": self.expire_date.isoformat()}
        moment = self.expire_time.replace(tzinfo=UTC)
        return {"expire_time": int(moment.timestamp()) * 10**9}
