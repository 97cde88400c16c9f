from psycopg2 import IntegrityError
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CommoditiesCommon


@tagged("post_install", "-at_install")
class TestWarehouseReceipt(CommoditiesCommon):
    def test_issue_takes_the_goods_into_stock_in_the_holders_name(self):
        self.receipt_a.action_issue()
        self.assertEqual(self.receipt_a.state, "issued")
        self.assertTrue(self.receipt_a.issue_date)
        quant = self._stock_of(self.receipt_a)
        self.assertEqual(quant.quantity, 25)
        self.assertEqual(quant.owner_id, self.firm_a.partner_id)
        self.assertEqual(quant.lot_id.name, self.receipt_a.name)
        self.assertEqual(quant.location_id, self.warehouse.lot_stock_id)
        self.assertEqual(self.firm_a.open_receipt_count, 1)

    def test_cancel_loads_the_goods_out(self):
        self.receipt_a.action_issue()
        self.receipt_a.action_cancel()
        self.assertEqual(self.receipt_a.state, "cancelled")
        self.assertFalse(self._stock_of(self.receipt_a))
        self.assertEqual(self.firm_a.open_receipt_count, 0)

    def test_cancelled_draft_never_touches_the_stock(self):
        self.receipt_a.action_cancel()
        self.assertEqual(self.receipt_a.state, "cancelled")
        self.assertFalse(self.receipt_a.lot_id)

    def test_transitions_that_do_not_exist_are_refused(self):
        self.receipt_a.action_issue()
        with self.assertRaisesRegex(UserError, "cannot become Issued"):
            self.receipt_a.action_issue()
        self.receipt_a.action_cancel()
        for action in self.receipt_a.action_issue, self.receipt_a.action_cancel:
            with self.assertRaisesRegex(UserError, "cannot become"):
                action()
        self.assertFalse(self._stock_of(self.receipt_a))

    def test_state_cannot_be_written(self):
        with self.assertRaisesRegex(UserError, "follows from issuing"):
            self.receipt_a.state = "issued"
        with self.assertRaisesRegex(UserError, "starts as a draft"):
            self._new_receipt(self.firm_a, state="issued")

    def test_terms_are_fixed_once_issued(self):
        self.receipt_a.quantity = 24.873
        self.receipt_a.action_issue()
        self.assertEqual(self._stock_of(self.receipt_a).quantity, 24.873)
        for values in (
            {"quantity": 26},
            {"firm_id": self.firm_b.id},
            {"grade_id": self.other_grade.id},
            {"negotiable": False},
            {"name": "WR-OTHER"},
            {"lot_id": False},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "cannot be changed"):
                self.receipt_a.write(values)

    def test_only_drafts_are_deleted(self):
        self.receipt_a.action_issue()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            self.receipt_a.unlink()
        self.receipt_b.unlink()
        self.assertFalse(self.receipt_b.exists())

    def test_quantity_is_a_positive_number(self):
        for wrong in float("nan"), float("inf"), float("-inf"), "25":
            with self.subTest(wrong), self.assertRaisesRegex(ValidationError, "quantity"):
                self._new_receipt(self.firm_a, quantity=wrong)
            with self.subTest(wrong), self.assertRaisesRegex(ValidationError, "quantity"):
                self.receipt_a.write({"quantity": wrong})
        for wrong in 0, -1, 0.0004:
            with (
                self.subTest(wrong),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self._new_receipt(self.firm_a, quantity=wrong)
        update = "UPDATE brokersync_warehouse_receipt SET quantity = %s WHERE id = %s"
        for wrong in float("nan"), float("inf"):
            with (
                self.subTest(f"{wrong} past the ORM"),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(update, [wrong, self.receipt_a.id])

    def test_number_is_given_and_unique(self):
        self.assertRegex(self.receipt_a.name, r"^WR-\d{4}-\d{5}$")
        self.assertNotEqual(self.receipt_a.name, self.receipt_b.name)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.receipt_b.name = self.receipt_a.name
            self.receipt_b.flush_recordset()

    def test_inactive_firm_gets_no_receipt(self):
        self.firm_a.action_suspend()
        with self.assertRaisesRegex(ValidationError, "not active"):
            self.receipt_a.action_issue()
        self.assertEqual(self.receipt_a.state, "draft")

    def test_firm_with_a_receipt_cannot_be_deleted(self):
        firm = self._new_firm("TEST-R", "Receipts only")
        self._new_receipt(firm)
        with self.assertRaisesRegex(UserError, "Warehouse receipt belong to it"):
            firm.unlink()

    def test_issuer_is_the_warehouse_keeper_unless_named(self):
        self.assertEqual(self.receipt_a.issuer_id, self.warehouse.partner_id)
        agent = self.env["res.partner"].create({"name": "Agent"})
        self.assertEqual(self._new_receipt(self.firm_a, issuer_id=agent.id).issuer_id, agent)

    def test_history_tells_who_did_what(self):
        self.cr.flush()  # the fixture's creation, which is not tracked
        receipt = self.receipt_a.with_user(self.broker).with_context(tracking_disable=False)
        receipt.action_issue()
        self.cr.flush()
        message = receipt.message_ids[0]
        self.assertEqual(message.author_id, self.broker.partner_id)
        changed = {
            value.field_id.name: value.new_value_char for value in message.sudo().tracking_value_ids
        }
        self.assertEqual(changed.get("state"), "Issued")

    def test_form(self):
        with Form(self.env["brokersync.warehouse.receipt"].with_user(self.broker)) as form:
            form.firm_id = self.firm_a
            form.grade_id = self.grade
            form.warehouse_id = self.warehouse
            form.quantity = 12.5
        self.assertEqual(form.record.issuer_id, self.warehouse.partner_id)
        self.assertEqual(form.record.commodity_id, self.commodity)


@tagged("post_install", "-at_install")
class TestReceiptsCoveredByStock(CommoditiesCommon):
    """Σ open receipts of a grade in a warehouse ≤ stock on hand there, whoever moves the goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.receipt_a | cls.receipt_b).action_issue()

    def move(self, quantity, source, destination, receipt=None):
        """Move goods of a receipt's lot as the warehouse staff would."""
        receipt = receipt or self.receipt_a
        values = {
            "product_id": self.grade.product_id.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "picked": True,
        }
        self.env["stock.move"].create(
            {
                **values,
                "product_uom_qty": quantity,
                "move_line_ids": [
                    Command.create(
                        {
                            **values,
                            "quantity": quantity,
                            "lot_id": receipt.lot_id.id,
                            "owner_id": receipt.firm_id.partner_id.id,
                        }
                    )
                ],
            }
        )._action_done()

    def test_goods_under_a_receipt_do_not_leave(self):
        customers = self.env.ref("stock.stock_location_customers")
        with self.assertRaisesRegex(UserError, "open receipts of 50"):
            self.move(1, self.warehouse.lot_stock_id, customers)

    def test_goods_under_a_receipt_are_not_counted_away(self):
        quant = self._stock_of(self.receipt_a).with_context(inventory_mode=True)
        quant.inventory_quantity = 24
        with self.assertRaisesRegex(UserError, "open receipts"):
            quant.action_apply_inventory()

    def test_goods_do_not_go_to_another_warehouse(self):
        other = self.env["stock.warehouse"].create({"name": "Other Terminal", "code": "TSTOT"})
        with self.assertRaisesRegex(UserError, "open receipts"):
            self.move(25, self.warehouse.lot_stock_id, other.lot_stock_id)

    def test_goods_move_inside_the_warehouse_and_are_loaded_out_from_there(self):
        bin_location = self.env["stock.location"].create(
            {
                "name": "Bin 7",
                "location_id": self.warehouse.lot_stock_id.id,
                "usage": "internal",
            }
        )
        self.move(10, self.warehouse.lot_stock_id, bin_location)
        self.receipt_a.action_cancel()
        self.assertFalse(self._stock_of(self.receipt_a))
        self.assertEqual(self._stock_of(self.receipt_b).quantity, 25)

    def test_goods_without_a_receipt_may_leave(self):
        suppliers = self.env.ref("stock.stock_location_suppliers")
        customers = self.env.ref("stock.stock_location_customers")
        self.move(5, suppliers, self.warehouse.lot_stock_id)
        self.move(5, self.warehouse.lot_stock_id, customers)
        with self.assertRaisesRegex(UserError, "open receipts"):
            self.move(0.001, self.warehouse.lot_stock_id, customers)

    def test_lot_that_is_not_complete_is_not_loaded_out(self):
        suppliers = self.env.ref("stock.stock_location_suppliers")
        self.move(5, suppliers, self.warehouse.lot_stock_id)
        with self.assertRaisesRegex(UserError, "Count the lot first"):
            self.receipt_a.action_cancel()

    def test_receipts_and_stock_agree(self):
        for receipt in self.receipt_a | self.receipt_b:
            self.assertEqual(sum(self._stock_of(receipt).mapped("quantity")), receipt.quantity)
