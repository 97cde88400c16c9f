import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The same pattern as the product of an instrument: the code joins the two.
CODE_PATTERN = re.compile(r"[A-Z0-9]{1,12}")

FAMILIES = [
    ("energy", "Energy"),
    ("metals", "Metals"),
    ("grains", "Grains and oilseeds"),
    ("softs", "Softs"),
]


class BrokersyncCommodity(models.Model):
    _name = "brokersync.commodity"
    _description = "Commodity"
    _order = "family, code"
    _rec_names_search = ["code", "name"]
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    code = fields.Char(required=True, help="Root of the contracts on it, such as CL.")
    name = fields.Char(required=True, translate=True)
    family = fields.Selection(FAMILIES, required=True)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        ondelete="restrict",
        help="Unit in which receipts and stock of this commodity are counted.",
    )
    grade_ids = fields.One2many("brokersync.grade", "commodity_id", string="Grades")

    instrument_ids = fields.One2many("brokersync.instrument", "commodity_id", string="Instruments")
    instrument_count = fields.Integer(compute="_compute_instrument_count")

    _code_uniq = models.Constraint("UNIQUE (code)", "Another commodity has this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for commodity in self:
            commodity.display_name = f"{commodity.code} – {commodity.name}"

    @api.depends("instrument_ids")
    def _compute_instrument_count(self):
        for commodity in self:
            commodity.instrument_count = len(commodity.instrument_ids)

    @api.model_create_multi
    def create(self, vals_list):
        commodities = super().create(vals_list)
        commodities._instruments_with_code()._relink_commodity()
        return commodities

    def write(self, vals):
        linked = self.instrument_ids if "code" in vals else self.instrument_ids.browse()
        res = super().write(vals)
        if "code" in vals:
            (linked | self._instruments_with_code())._relink_commodity()
        return res

    def _instruments_with_code(self):
        instruments = self.env["brokersync.instrument"].sudo().with_context(active_test=False)
        return instruments.search([("product", "in", self.mapped("code"))])

    @api.constrains("code")
    def _check_code(self):
        for commodity in self:
            if not CODE_PATTERN.fullmatch(commodity.code):
                raise ValidationError(
                    self.env._(
                        "Commodity code “%s”: use A–Z and 0–9, at most 12 characters.",
                        commodity.code,
                    )
                )

    @api.constrains("uom_id")
    def _check_uom(self):
        self.grade_ids._check_uom()
