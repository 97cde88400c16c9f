from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..alerts.evaluate import Alert, Standing
from ..big_integer import BigInteger

STATES = [("active", "Watching"), ("paused", "Paused"), ("done", "Fired")]

MAX_ALERTS = 50  # that watch, for one person
MAX_LINES = 8

# What only the job writes.
STANDING = {"user_id", "firm_id", "seen", "armed", "fired", "fired_at", "fired_count", "trouble"}


class BrokersyncPriceAlert(models.Model):
    """What a person wants to be told of the market: any of its groups of conditions, all conditions of the group."""

    _name = "brokersync.price.alert"
    _description = "Price alert"
    _inherit = ["brokersync.clean.text", "brokersync.firm.owned"]
    _order = "state, id desc"
    _allow_sudo_commands = False
    _personal_fields = {"name": "erase"}
    _personal_erase_rows = True

    name = fields.Char(required=True, size=100)
    user_id = fields.Many2one(
        "res.users",
        string="For",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    firm_id = fields.Many2one(required=False, readonly=True)
    state = fields.Selection(STATES, required=True, default="active")
    repeat = fields.Boolean(
        "Again and again", help="Watches on after it has fired, once the conditions held no more."
    )
    pause = fields.Integer(
        "Pause (minutes)", default=15, help="Not again within so many minutes after it fired."
    )
    line_ids = fields.One2many("brokersync.price.alert.line", "alert_id", string="Conditions")
    summary = fields.Char("When", compute="_compute_summary")
    seen = BigInteger("Looked at up to (ns)", readonly=True, default=0)
    armed = fields.Boolean(readonly=True, default=True)
    fired = BigInteger("Fired (ns)", readonly=True, default=0)
    fired_at = fields.Datetime("Fired last", readonly=True)
    fired_count = fields.Integer("Times fired", readonly=True)
    trouble = fields.Char("Cannot be watched", readonly=True, size=200)

    _pause_range = models.Constraint(
        "CHECK (pause BETWEEN 0 AND 10080)", "The pause is between 0 minutes and a week."
    )
    _watching = models.Index("(id) WHERE state = 'active'")

    @api.depends("line_ids.summary", "line_ids.group")
    def _compute_summary(self):
        for alert in self:
            groups = alert.line_ids.grouped("group").values()
            texts = [self.env._(" and ").join(lines.mapped("summary")) for lines in groups]
            alert.summary = self.env._("; or ").join(texts)

    @api.constrains("line_ids")
    def _check_lines(self):
        for alert in self:
            if not 1 <= len(alert.line_ids) <= MAX_LINES:
                raise ValidationError(
                    self.env._("An alert has between 1 and %s conditions.", MAX_LINES)
                )
            if set(alert.line_ids.mapped("kind")) == {"time"}:
                raise ValidationError(
                    self.env._("Add a condition about the market: the time alone is no alert.")
                )

    @api.constrains("state", "user_id")
    def _check_number(self):
        for user in self.user_id:
            watching = [("user_id", "=", user.id), ("state", "=", "active")]
            if self.sudo().search_count(watching) > MAX_ALERTS:
                raise ValidationError(
                    self.env._("At most %s alerts can watch at once. Pause one.", MAX_ALERTS)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_standing(vals)
        user = self.env.user
        own = {"user_id": user.id, "firm_id": user.brokersync_firm_id.id}
        alerts = super().create([{**own, **vals} for vals in vals_list])
        alerts._check_lines()
        return alerts

    def write(self, vals):
        self._check_not_standing(vals)
        if not self.env.su and (vals.get("state") == "active" or "line_ids" in vals):
            # What happened before is not what it waits for now.
            self.sudo().write({"seen": 0, "armed": True, "fired": 0, "trouble": False})
        return super().write(vals)

    def _check_not_standing(self, vals):
        if not self.env.su and STANDING & vals.keys():
            raise AccessError(
                self.env._("An alert belongs to whoever makes it, and the market moves it.")
            )

    def action_watch(self):
        """Watch (again), from now on."""
        self.write({"state": "active"})

    def action_pause(self):
        self.write({"state": "paused"})

    def _rule(self):
        """What `alerts.evaluate` takes."""
        self.ensure_one()
        zone = self.user_id.tz or "UTC"
        groups = self.line_ids.grouped("group").values()
        return Alert(
            tuple(tuple(line._condition(zone) for line in lines) for lines in groups),
            repeat=self.repeat,
            pause=self.pause,
        )

    def _standing(self):
        return Standing(self.seen, self.armed, self.fired)
