from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..order_terms import TERM_FIELDS
from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestOrderEntry(OmsCommon):
    """What may be entered, by whom, and what is refused with the field's name."""

    def assert_refused(self, field, **values):
        orders = self.env["brokersync.order"].search_count([])
        with self.assertRaisesRegex(ValidationError, rf"\({field}\)"), self.cr.savepoint():
            self.new_order(**values)
        self.assertEqual(self.env["brokersync.order"].search_count([]), orders)

    def test_quantity(self):
        self.assertEqual(self.new_order(order_qty=10**9).order_qty, 10**9)
        for bad in (
            0,
            -1,
            10**9 + 1,
            2**31,
            2**63,
            1.9,
            1.0,
            "7",
            "",
            True,
            None,
            float("nan"),
            float("inf"),
        ):
            with self.subTest(bad=bad):
                self.assert_refused("order_qty", order_qty=bad)

    def test_quantity_is_a_multiple_of_the_lot(self):
        self.crude.lot = 5
        self.assertTrue(self.new_order(order_qty=15))
        self.assert_refused("order_qty", order_qty=12)

    def test_price(self):
        self.assertEqual(self.new_order(price=61.37).price, 61.37)
        self.assertEqual(self.new_order(price=-37).price, -37)
        for bad in (
            float("nan"),
            float("inf"),
            -float("inf"),
            1e308,
            "61",
            "1_000",
            "１２",
            True,
            None,
            61.375,
            0.001,
        ):
            with self.subTest(bad=bad):
                self.assert_refused("price", price=bad)

    def test_price_must_be_positive_where_the_instrument_says_so(self):
        self.assertTrue(self.new_order(instrument_id=self.corn.id, price=440.25))
        for bad in 0, -440.25, 440.3:
            self.assert_refused("price", instrument_id=self.corn.id, price=bad)

    def test_every_tick_of_a_real_contract_is_accepted(self):
        """Floats are compared as the decimals they print, so no tick is lost to rounding."""
        for num, den in (
            (1, 100),
            (1, 1000),
            (1, 10000),
            (1, 4),
            (1, 20),
            (1, 2000),
            (1, 64),
            (5, 2),
        ):
            instrument = self._new_instrument(
                f"TICK-{num}-{den}", "TICK", tick_num=num, tick_den=den
            )
            for ticks in range(1, 2000, 7):
                self.new_order(instrument_id=instrument.id, price=ticks * num / den)

    def test_text(self):
        self.assertTrue(self.new_order(instruction_ref="Anruf 4711 – Ångström 🌽"))
        for bad in "x" * 201, "nul\0", "two\nlines", "right\u202eleft", "\ud800", 7:
            with self.subTest(bad=bad):
                self.assert_refused("instruction_ref", instruction_ref=bad)

    def test_client_reads_the_own_order_with_every_field(self):
        [values] = self.new_order().with_user(self.client_a).read()
        self.assertEqual(values["ord_status"], "draft")
        self.assertNotIn("command_ids", values)

    def test_unknown_field(self):
        with self.assertRaisesRegex(ValueError, "colour"):
            self.new_order(colour="red")

    def test_a_limit_order_needs_a_price(self):
        with self.assertRaisesRegex(ValidationError, r"\(price\)"):
            self.env["brokersync.order"].with_user(self.client_a).create(
                {
                    "account_id": self.account_a.id,
                    "instrument_id": self.corn.id,
                    "order_qty": 1,
                }
            )
        self.assertTrue(self.new_order(ord_type="market", price=0))

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_what_the_code_let_pass(self):
        order = self.new_order()
        for assignment in (
            "price = 'NaN'",
            "price = 'Infinity'",
            "avg_px = 'NaN'",
            "order_qty = 0",
            "cum_qty = 11",
            "leaves_qty = -1",
        ):
            with (
                self.subTest(assignment),
                self.assertRaisesRegex(Exception, "violates check"),
                self.cr.savepoint(),
            ):
                change = SQL(
                    "UPDATE brokersync_order SET %s WHERE id = %s", SQL(assignment), order.id
                )
                self.cr.execute(change)

    def test_sidecar_owned_fields_are_refused_from_outside(self):
        """Mass assignment: each field people do not enter, in create and in write, for client and broker."""
        order = self.new_order()
        entry = {
            "account_id",
            "trader_id",
            "instrument_id",
            "side",
            "ord_type",
            "time_in_force",
            "order_qty",
            "price",
            "capacity",
            "instruction_time",
            "instruction_ref",
            *TERM_FIELDS,
        }
        for user in self.client_a, self.broker:
            for name, field in self.env["brokersync.order"]._fields.items():
                if name in entry or name.startswith(("message_", "activity_")):
                    continue
                value = (
                    [Command.clear()]
                    if field.type in ("one2many", "many2many")
                    else "filled"
                    if name == "ord_status"
                    else 1
                )
                with self.subTest(user=user.login, field=name):
                    with self.assertRaises(AccessError):
                        order.with_user(user).write({name: value})
                    with self.assertRaises(AccessError):
                        self.new_order(user, **{name: value})

    def test_client_enters_for_the_own_account_only(self):
        self.assertEqual(self.new_order().firm_id, self.firm_a)
        with self.assertRaisesRegex(ValidationError, "trader_id"), self.cr.savepoint():
            self.new_order(account_id=self.account_b.id)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.new_order(account_id=self.account_b.id, trader_id=False)

    def test_client_without_permission_may_not_trade(self):
        draft = self.new_order()
        self.trader_a.can_trade = False
        with self.assertRaisesRegex(AccessError, "may not trade"):
            self.new_order()
        with self.assertRaisesRegex(AccessError, "may not trade"):
            draft.action_submit()
        self.assertTrue(draft.with_user(self.client_a).name)

    def test_client_cannot_trade_in_a_colleagues_name(self):
        colleague, _user = self._new_trader(self.firm_a, "TEST-A-2", "Colleague")
        with self.assertRaises(AccessError):
            self.new_order(trader_id=colleague.id)
        with self.assertRaises(AccessError):
            self.new_order(capacity="agency")

    def test_broker_enters_for_assigned_firms_only(self):
        self.assertEqual(self.new_order(self.broker).capacity, "agency")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.new_order(self.broker, account_id=self.account_b.id)

    def test_officers_may_look_but_not_enter(self):
        order = self.new_order()
        for user in self.risk_officer, self.compliance_officer:
            self.assertEqual(order.with_user(user).order_qty, 10)
            with self.assertRaises(AccessError):
                self.new_order(user)
            with self.assertRaises(AccessError):
                order.with_user(user).action_submit()

    def test_on_behalf_needs_trader_and_time_of_the_instruction(self):
        order = self.new_order(self.broker)
        with self.assertRaisesRegex(ValidationError, "trader_id.*instruction_time"):
            order.action_submit()
        order.write({"trader_id": self.trader_a.id, "instruction_time": "2026-11-20 10:00:00"})
        order.action_submit()
        self.assertEqual(
            (order.entered_by, order.trader_id, order.capacity),
            (self.broker.login, self.trader_a, "agency"),
        )

    def test_trader_belongs_to_the_accounts_firm(self):
        with self.assertRaisesRegex(ValidationError, "trader_id"):
            self.new_order(self.broker, trader_id=self.trader_b.id)

    def test_form(self):
        with Form(self.env["brokersync.order"].with_user(self.broker)) as form:
            form.account_id = self.account_a
            form.instrument_id = self.crude
            form.order_qty = 3
            form.price = 61.25
            form.trader_id = self.trader_a
            form.instruction_time = "2026-11-20 10:00:00"
        self.assertEqual(form.record.firm_id, self.firm_a)
        self.assertTrue(form.record.can_submit)
