from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..alerts.conditions import (
    INTERVALS,
    Averages,
    Change,
    Level,
    RelativeStrength,
    Spread,
    TimeOfDay,
    Volume,
)
from ..const import MAX_PRICE, PRICE_DIGITS

KIND = [
    ("cross_above", "Price crosses above"),
    ("cross_below", "Price crosses below"),
    ("above", "Price is at or above"),
    ("below", "Price is at or below"),
    ("change", "Price changes by percent"),
    ("spread_above", "Spread crosses above"),
    ("spread_below", "Spread crosses below"),
    ("averages_above", "Fast average crosses above slow"),
    ("averages_below", "Fast average crosses below slow"),
    ("rsi_above", "RSI crosses above"),
    ("rsi_below", "RSI crosses below"),
    ("volume", "Volume reaches"),
    ("time", "Time of day"),
]

DIRECTION = [("either", "up or down"), ("up", "up"), ("down", "down")]

LONGEST_AVERAGE = 200  # bars
LONGEST_WINDOW = 1440  # minutes


class BrokersyncPriceAlertLine(models.Model):
    """One condition of a price alert. Which fields count depends on its kind."""

    _name = "brokersync.price.alert.line"
    _description = "Condition of a price alert"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "alert_id, group, id"
    _rec_name = "kind"
    _allow_sudo_commands = False

    alert_id = fields.Many2one(
        "brokersync.price.alert", required=True, index=True, ondelete="cascade"
    )
    firm_id = fields.Many2one(related="alert_id.firm_id", store=True, required=False)
    group = fields.Integer(
        required=True, default=1, help="All conditions of a group must hold, in any of the groups."
    )
    kind = fields.Selection(KIND, required=True, default="cross_above")
    instrument_id = fields.Many2one("brokersync.instrument", ondelete="cascade", index=True)
    other_id = fields.Many2one(
        "brokersync.instrument", string="Less the price of", ondelete="cascade"
    )
    level = fields.Float(digits=PRICE_DIGITS)
    percent = fields.Float(digits=(8, 2), default=2)
    direction = fields.Selection(DIRECTION, required=True, default="either")
    minutes = fields.Integer("Within (minutes)", default=60)
    interval = fields.Selection(
        [(name, name) for name in INTERVALS], "Bars", required=True, default="1h"
    )
    fast = fields.Integer("Fast or RSI length", default=14)
    slow = fields.Integer("Slow length", default=50)
    time_from = fields.Float("From", digits=(6, 4), default=8)
    time_to = fields.Float("Until", digits=(6, 4), default=18)
    summary = fields.Char(compute="_compute_summary")

    _group_range = models.Constraint(
        'CHECK ("group" BETWEEN 1 AND 8)', "Groups are numbered 1 to 8."
    )
    _finite = models.Constraint(
        "CHECK (abs(level) < 1e12 AND percent BETWEEN 0.01 AND 1000)",
        "Level and percentage must be numbers, the percentage between 0.01 and 1000.",
    )
    _lengths = models.Constraint(
        "CHECK (fast BETWEEN 1 AND 200 AND slow BETWEEN 1 AND 200 AND minutes BETWEEN 1 AND 1440)",
        "Lengths are between 1 and 200 bars, the window between 1 minute and a day.",
    )

    @api.constrains(
        "kind", "instrument_id", "other_id", "level", "fast", "slow", "time_from", "time_to"
    )
    def _check_complete(self):
        for line in self:
            if problem := line._problem():
                raise ValidationError(problem)

    def _problem(self):
        if self.kind == "time":
            hours = self.time_from, self.time_to
            if not all(0 <= hour < 24 for hour in hours) or hours[0] == hours[1]:
                return self.env._("Choose two different times of the day.")
            return None
        if not self.instrument_id:
            return self.env._("Choose the instrument to watch.")
        if self.kind.startswith("spread") and self.other_id in (
            self.other_id.browse(),
            self.instrument_id,
        ):
            return self.env._("A spread needs two different instruments.")
        if self.kind.startswith("averages") and self.fast >= self.slow:
            return self.env._("The fast average must be shorter than the slow one.")
        if self.kind.startswith("rsi") and not 0 < self.level < 100:
            return self.env._("The RSI lies between 0 and 100.")
        if self.kind == "volume" and not 1 <= self.level <= MAX_PRICE:
            return self.env._("Volume: enter a number of contracts.")
        return None

    @api.depends(
        "kind", "instrument_id", "other_id", "level", "percent", "direction", "minutes",
        "interval", "fast", "slow", "time_from", "time_to",
    )  # fmt: skip
    def _compute_summary(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.summary = line._words(kinds[line.kind])

    def _words(self, kind):
        symbol, other = self.instrument_id.symbol or "?", self.other_id.symbol or "?"
        level = f"{self.level:,.{self.instrument_id.price_decimals or 2}f}"
        if self.kind == "time":
            return self.env._(
                "between %(start)s and %(end)s",
                start=_clock(self.time_from),
                end=_clock(self.time_to),
            )
        if self.kind == "change":
            directions = dict(self._fields["direction"]._description_selection(self.env))
            return self.env._(
                "%(symbol)s moves %(percent)s%% %(direction)s within %(minutes)s min",
                symbol=symbol,
                percent=f"{self.percent:g}",
                direction=directions[self.direction],
                minutes=self.minutes,
            )
        if self.kind == "volume":
            return self.env._(
                "%(symbol)s trades %(volume)s within %(minutes)s min",
                symbol=symbol,
                volume=f"{self.level:,.0f}",
                minutes=self.minutes,
            )
        if self.kind.startswith("averages"):
            return f"{symbol}: {kind.lower()} ({self.fast}/{self.slow}, {self.interval})"
        if self.kind.startswith("rsi"):
            return f"{symbol}: {kind} {self.level:g} ({self.fast}, {self.interval})"
        if self.kind.startswith("spread"):
            return f"{symbol} − {other}: {kind.lower()} {level}"
        return f"{symbol}: {kind.lower()} {level}"

    def _condition(self, zone):
        """The condition of `alerts.conditions` this describes."""
        symbol = self.instrument_id.symbol
        up = self.kind.endswith("above")
        if self.kind == "time":
            return TimeOfDay(zone, round(self.time_from * 60), round(self.time_to * 60))
        if self.kind == "change":
            direction = {"either": None, "up": True, "down": False}[self.direction]
            return Change(symbol, self.percent, self.minutes, direction)
        if self.kind == "volume":
            return Volume(symbol, int(self.level), self.minutes)
        if self.kind.startswith("spread"):
            return Spread(symbol, self.other_id.symbol, self.level, up)
        if self.kind.startswith("averages"):
            return Averages(symbol, self.interval, self.fast, self.slow, up)
        if self.kind.startswith("rsi"):
            return RelativeStrength(symbol, self.interval, self.fast, self.level, up)
        return Level(symbol, self.level, up, cross=self.kind.startswith("cross"))


def _clock(hours):
    minutes = round(hours * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
