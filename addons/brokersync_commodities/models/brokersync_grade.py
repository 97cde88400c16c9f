from odoo import api, fields, models
from odoo.addons.brokersync_crm.utils import check_numbers
from odoo.exceptions import ValidationError


class BrokersyncGrade(models.Model):
    """A quality of a commodity; to the stock it is one product, tracked by lot."""

    _name = "brokersync.grade"
    _description = "Grade of a commodity"
    _order = "commodity_id, code"
    _rec_names_search = ["code", "name", "commodity_id"]
    _allow_sudo_commands = False

    active = fields.Boolean(default=True)
    commodity_id = fields.Many2one(
        "brokersync.commodity",
        required=True,
        index=True,
        ondelete="restrict",
    )
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    differential = fields.Float(
        digits=(16, 4),
        help="Premium (+) or discount (−) to the par grade, in the unit the contract is quoted in.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
        help="What the stock counts; made with the grade.",
    )

    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")

    _code_uniq = models.Constraint(
        "UNIQUE (commodity_id, code)",
        "Another grade of this commodity has this code.",
    )
    # NaN sorts above infinity in PostgreSQL, so the upper bound refuses both.
    _differential_finite = models.Constraint(
        "CHECK (differential > '-Infinity' AND differential < 'Infinity')",
        "The differential must be a number.",
    )

    @api.depends("code", "name", "commodity_id.code")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.commodity_id.code} {grade.code} – {grade.name}"

    @api.constrains("commodity_id")
    def _check_uom(self):
        for grade in self:
            if grade.product_id.uom_id != grade.commodity_id.uom_id:
                raise ValidationError(
                    self.env._(
                        "%(grade)s is counted in %(uom)s, and so must its commodity be.",
                        grade=grade.display_name,
                        uom=grade.product_id.uom_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_numbers(self, vals)
        return super().create(
            [{**vals, "product_id": self._create_product(vals).id} for vals in vals_list]
        )

    def write(self, vals):
        check_numbers(self, vals)
        res = super().write(vals)
        if {"code", "name"} & vals.keys():
            for grade in self:
                grade.product_id.sudo().write(
                    self._product_names(grade.commodity_id, grade.code, grade.name)
                )
        return res

    def _create_product(self, vals):
        commodity = self.env["brokersync.commodity"].browse(vals.get("commodity_id"))
        return (
            self.env["product.product"]
            .sudo()
            .create(
                {
                    **self._product_names(commodity, vals.get("code"), vals.get("name")),
                    "type": "consu",
                    "is_storable": True,
                    "tracking": "lot",
                    "uom_id": commodity.uom_id.id,
                    "sale_ok": False,
                    "purchase_ok": False,
                }
            )
        )

    @api.model
    def _product_names(self, commodity, code, name):
        return {"name": f"{commodity.name}: {name}", "default_code": f"{commodity.code}-{code}"}
