from odoo import api, fields, models

ROLES = [
    ("portfolio_manager", "Portfolio manager"),
    ("trader", "Trader"),
    ("analyst", "Analyst"),
]

TRADING_ROLES = ("portfolio_manager", "trader")


class BrokersyncTrader(models.Model):
    _name = "brokersync.trader"
    _description = "Trader of a client firm"
    _inherits = {"res.partner": "partner_id"}
    _inherit = ["brokersync.firm.owned", "mail.thread", "mail.activity.mixin"]
    _order = "firm_id, code"
    _rec_names_search = ["name", "code", "email"]

    partner_id = fields.Many2one("res.partner", string="Partner", required=True, index=True, ondelete="restrict")
    active = fields.Boolean(default=True, tracking=True)
    code = fields.Char(required=True, copy=False, default=lambda self: self._default_code())
    role = fields.Selection(ROLES, required=True, default="trader", tracking=True)
    can_view = fields.Boolean("May view", default=True, tracking=True)
    can_trade = fields.Boolean(
        "May trade", compute="_compute_can_trade", store=True, readonly=False, tracking=True,
        help="Follows the role: an analyst may not trade, unless this is ticked afterwards.",
    )
    user_id = fields.Many2one("res.users", string="Portal user", readonly=True, copy=False, index=True, tracking=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "Another trader has this code.")
    _partner_uniq = models.Constraint("UNIQUE (partner_id)", "This contact is a trader already.")
    _user_uniq = models.Constraint("UNIQUE (user_id)", "This user is another trader's.")

    def _default_code(self):
        return self.env["ir.sequence"].next_by_code("brokersync.trader")

    @api.depends("role")
    def _compute_can_trade(self):
        for trader in self:
            trader.can_trade = trader.role in TRADING_ROLES
