from odoo.addons.brokersync_crm.tests.common import BrokersyncCommon


class CommoditiesCommon(BrokersyncCommon):
    """A commodity with two grades, a warehouse, and a draft receipt of each firm of `BrokersyncCommon`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commodity = cls.env["brokersync.commodity"].create(
            {
                "code": "TESTCU",
                "name": "Test copper",
                "family": "metals",
                "uom_id": cls.env.ref("uom.product_uom_ton").id,
            }
        )
        cls.grade, cls.other_grade = cls.env["brokersync.grade"].create(
            [
                {"commodity_id": cls.commodity.id, "code": code, "name": f"Grade {code}"}
                for code in ("A", "B")
            ]
        )
        cls.warehouse = cls.env["stock.warehouse"].create(
            {
                "name": "Test Terminal",
                "code": "TSTTR",
                "partner_id": cls.env["res.partner"].create({"name": "Test Warehousing"}).id,
            }
        )
        cls.receipt_a = cls._new_receipt(cls.firm_a)
        cls.receipt_b = cls._new_receipt(cls.firm_b)

    @classmethod
    def _new_receipt(cls, firm, quantity=25.0, **values):
        return cls.env["brokersync.warehouse.receipt"].create(
            {
                "firm_id": firm.id,
                "warehouse_id": cls.warehouse.id,
                "grade_id": cls.grade.id,
                "quantity": quantity,
                **values,
            }
        )

    def _stock_of(self, receipt):
        """Quants of the receipt's lot that lie in its warehouse."""
        return receipt.lot_id.quant_ids.filtered(
            lambda quant: quant.quantity and quant.location_id.warehouse_id == receipt.warehouse_id,
        )
