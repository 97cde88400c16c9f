from odoo import models
from odoo.exceptions import UserError


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _check_receipts_covered(self, products):
        """Raise UserError unless the stock of `products` covers the open receipts in these warehouses.

        Compared per warehouse and grade: receipts of one grade are tenants in common of what lies there (UCC §7-207).
        """
        receipts = self.env["brokersync.warehouse.receipt"].sudo()
        groups = receipts._read_group(
            [
                ("state", "=", "issued"),
                ("warehouse_id", "in", self.ids),
                ("grade_id.product_id", "in", products.ids),
            ],
            ["warehouse_id", "grade_id"],
            ["quantity:sum"],
        )
        for warehouse, grade, receipted in groups:
            on_hand = warehouse._on_hand(grade.product_id)
            if grade.uom_id.compare(receipted, on_hand) > 0:
                raise UserError(
                    self.env._(
                        "%(warehouse)s, %(grade)s: open receipts of %(receipted)s %(uom)s need at least that much "
                        "stock, %(on_hand)s %(uom)s would be left. Cancel the receipts of goods that leave.",
                        warehouse=warehouse.name,
                        grade=grade.display_name,
                        uom=grade.uom_id.name,
                        receipted=receipted,
                        on_hand=on_hand,
                    )
                )

    def _on_hand(self, product):
        """Quantity of the product inside this warehouse, in the product's unit, whoever owns it."""
        self.ensure_one()
        quants = self.env["stock.quant"].sudo()
        [(quantity,)] = quants._read_group(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", self.view_location_id.ids),
                ("location_id.usage", "=", "internal"),
            ],
            aggregates=["quantity:sum"],
        )
        return quantity
