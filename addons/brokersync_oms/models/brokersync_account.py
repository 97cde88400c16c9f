import re

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from .brokersync_instrument import PRODUCT_PATTERN

SELF_TRADE_PREVENTION = [  # FIX 2964
    ("cancel_newest", "Cancel the newer order"),
    ("cancel_oldest", "Cancel the older order"),
    ("cancel_both", "Cancel both"),
    ("decrement", "Take the quantity from both"),
]

CODE_PATTERN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,35}")


class BrokersyncAccount(models.Model):
    """A trading account: whose position a fill becomes."""

    _name = "brokersync.account"
    _description = "Trading account"
    _inherit = ["brokersync.firm.owned", "brokersync.reference", "mail.thread"]
    _order = "code"
    _rec_name = "code"
    _rec_names_search = ["code", "name"]
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    code = fields.Char(
        required=True, copy=False, tracking=True, help="A–Z, 0–9 and -, at most 36 characters."
    )
    name = fields.Char(required=True)
    status = fields.Selection(
        [("active", "Active"), ("suspended", "Suspended")],
        required=True,
        default="active",
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.ref("base.USD"),
    )
    products = fields.Char(
        "Products allowed",
        required=True,
        default="*",
        tracking=True,
        help="Codes separated by commas, such as CL, NG; * allows all.",
    )
    house = fields.Boolean("House account", help="Trades for the brokerage itself.", tracking=True)
    stp = fields.Selection(
        SELF_TRADE_PREVENTION,
        "Self-trade prevention",
        tracking=True,
        help="What happens when an order would trade with another one of the same party.",
    )
    stp_scope = fields.Selection(
        [("account", "Account"), ("trader", "Trader"), ("firm", "Firm")],
        "Same party means same",
        required=True,
        default="account",
        tracking=True,
    )
    position_ids = fields.One2many("brokersync.position", "account_id", string="Positions")

    _code_uniq = models.Constraint("UNIQUE (code)", "Another account has this code.")

    @api.constrains("code")
    def _check_code(self):
        for account in self:
            if not CODE_PATTERN.fullmatch(account.code):
                raise ValidationError(
                    _("Account code “%s”: use A–Z, 0–9 and -, at most 36 characters.", account.code)
                )

    @api.constrains("products")
    def _check_products(self):
        for account in self:
            codes = account._product_codes()
            if codes != ["*"] and not (
                codes and all(PRODUCT_PATTERN.fullmatch(code) for code in codes)
            ):
                raise ValidationError(
                    _("Products “%s”: write codes separated by commas, or *.", account.products)
                )

    def write(self, vals):
        if "firm_id" in vals and any(account.firm_id.id != vals["firm_id"] for account in self):
            raise UserError(
                _(
                    "An account stays with its firm: orders and positions follow it. Open another account."
                )
            )
        return super().write(vals)

    def _product_codes(self):
        return [code.strip() for code in self.products.split(",") if code.strip()]

    def _reference_row(self):
        self.ensure_one()
        return {
            "kind": "account",
            "code": self.code,
            "firm": self.firm_id.code,
            "active": self.active and self.status == "active",
            "products": self._product_codes(),
            "currency": self.currency_id.name,
            "house": self.house,
        } | ({"stp": self.stp, "stp_scope": self.stp_scope} if self.stp else {})
