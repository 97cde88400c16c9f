from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..const import NEXT_STATUS, ORD_STATUS
from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestOrderLife(OmsCommon):
    """Asking, and what the market's answers make of it."""

    def test_submit(self):
        order = self.new_order()
        order.action_submit()
        self.assertEqual(
            (order.ord_status, order.leaves_qty, order.entered_by),
            ("pending_new", 10, self.client_a.login),
        )
        command = order.sudo().command_ids
        self.assertEqual(
            (command.kind, command.state, order.sync_state), ("new", "waiting", "waiting")
        )
        self.assertEqual(
            command.payload,
            {
                "cl_ord_id": order.cl_ord_id,
                "account": "TEST-A-01",
                "symbol": "TCL",
                "side": "buy",
                "ord_type": "limit",
                "time_in_force": "day",
                "order_qty": 10,
                "price": 61.25,
            },
        )
        self.assertLessEqual(len(order.cl_ord_id), 36)
        with self.assertRaisesRegex(UserError, "sent already"):
            order.action_submit()

    def test_market_order_has_no_price(self):
        order = self.new_order(ord_type="market", price=0)
        order.action_submit()
        self.assertNotIn("price", order.sudo().command_ids.payload)

    def test_acknowledged(self):
        order = self.working_order()
        self.assertEqual(
            (order.ord_status, order.sync_state, order.sidecar_id), ("new", "answered", 1)
        )
        self.assertEqual(order.shard_id, self.shard)
        self.assertEqual(
            self.env["brokersync.order"].search_count([("account_id", "=", self.account_a.id)]), 1
        )

    def test_what_was_sent_cannot_be_edited_or_deleted(self):
        order = self.working_order()
        with self.assertRaisesRegex(UserError, "Change order"):
            order.price = 62
        with self.assertRaisesRegex(UserError, "stays on record"):
            order.unlink()
        draft = self.new_order()
        draft.price = 62
        draft.unlink()

    def test_cancel(self):
        order = self.working_order()
        order.action_cancel()
        self.assertEqual(order.ord_status, "pending_cancel")
        with self.assertRaisesRegex(UserError, "still waits"):
            order.action_cancel()
        event = self.stream.accept(order)
        event |= {"order_id": order.sidecar_id}
        self.apply(
            event
            | {
                "exec_type": "canceled",
                "ord_status": "canceled",
                "cl_ord_id": order.pending_cl_ord_id,
                "leaves_qty": 0,
                "orig_cl_ord_id": order.cl_ord_id,
                "code": "USER_CANCEL",
            }
        )
        self.assertEqual(
            (order.ord_status, order.pending_cl_ord_id, order.leaves_qty), ("canceled", False, 0)
        )
        self.assertEqual(order.sync_state, "answered")
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            order.action_cancel()

    def working_event(self, order, **fields):
        """The last report of a working order, to continue from."""
        return {
            "order_id": order.sidecar_id,
            "cl_ord_id": order.cl_ord_id,
            "account": "TEST-A-01",
            "symbol": "TCL",
            "side": "buy",
            "order_qty": order.order_qty,
            "price": order.price,
            "entered_by": order.entered_by,
            "cum_qty": order.cum_qty,
            "avg_px": order.avg_px,
            "ord_status": order.ord_status,
            **fields,
        }

    def test_a_fill_beats_a_pending_cancel(self):
        order = self.working_order()
        event = self.working_event(order)
        order.action_cancel()
        request = order.pending_cl_ord_id
        self.apply(self.stream.fill(event, 4, 61.25))
        self.assertEqual(
            (order.ord_status, order.cum_qty),
            ("pending_cancel", 4),
            "a part fill leaves the request open",
        )
        event = self.working_event(order, ord_status="partially_filled")
        filled = self.stream.fill(event, 6, 61.25)
        self.apply(filled)
        self.assertEqual((order.ord_status, order.pending_cl_ord_id), ("filled", False))
        self.apply(self.stream.cancel_reject(filled, request))
        self.assertEqual((order.ord_status, order.reject_code), ("filled", "TOO_LATE"))

    def test_a_refused_cancel_gives_the_status_back(self):
        order = self.working_order()
        self.apply(self.stream.fill(self.working_event(order), 4, 61.25))
        event = self.working_event(order)
        order.action_cancel()
        self.apply(self.stream.cancel_reject(event, order.pending_cl_ord_id, "THROTTLED"))
        self.assertEqual(
            (order.ord_status, order.reject_code, order.sync_state),
            ("partially_filled", "THROTTLED", "answered"),
        )
        order.action_cancel()
        self.assertEqual((order.ord_status, order.reject_code), ("pending_cancel", False))

    def test_a_cancel_of_an_order_the_sidecar_does_not_know(self):
        order = self.working_order()
        order.action_cancel()
        self.apply(
            self.stream.cancel_reject(
                self.working_event(order),
                order.pending_cl_ord_id,
                "UNKNOWN_ORDER",
                order_id=0,
                symbol="",
                ord_status="",
            )
        )
        self.assertEqual((order.ord_status, order.reject_code), ("new", "UNKNOWN_ORDER"))

    def test_replace(self):
        order = self.working_order()
        first_id = order.cl_ord_id
        order.action_replace(20, 61.5)
        self.assertEqual((order.ord_status, order.price), ("pending_replace", 61.25))
        request = order.pending_cl_ord_id
        self.assertEqual(
            order.sudo().command_ids[-1].payload,
            {
                "cl_ord_id": request,
                "orig_cl_ord_id": first_id,
                "account": "TEST-A-01",
                "symbol": "TCL",
                "order_qty": 20,
                "price": 61.5,
            },
        )
        self.apply(
            self.stream.after(
                self.working_event(order),
                exec_type="replaced",
                ord_status="new",
                order_qty=20,
                price=61.5,
                cl_ord_id=request,
                orig_cl_ord_id=first_id,
            )
        )
        self.assertEqual(
            (order.ord_status, order.order_qty, order.price, order.cl_ord_id),
            ("new", 20, 61.5, request),
        )

    def test_replace_is_checked(self):
        order = self.working_order()
        for qty, price, field in (
            (0, 61, "order_qty"),
            ("7", 61, "order_qty"),
            (5, 61.001, "price"),
            (5, float("nan"), "price"),
        ):
            with self.assertRaisesRegex(ValidationError, rf"\({field}\)"):
                order.action_replace(qty, price)
        self.apply(self.stream.fill(self.working_event(order), 4, 61.25))
        with self.assertRaisesRegex(ValidationError, "not above the filled"):
            order.action_replace(4)
        self.assertEqual(order.ord_status, "partially_filled")

    def test_change_wizard(self):
        order = self.working_order(
            self.broker, trader_id=self.trader_a.id, instruction_time="2026-11-20 10:00:00"
        )
        with Form(
            self.env["brokersync.order.replace"]
            .with_user(self.broker)
            .with_context(default_order_id=order.id)
        ) as form:
            self.assertEqual((form.order_qty, form.price), (10, 61.25))
            form.order_qty = 12
        form.record.action_replace()
        self.assertEqual(order.command_ids[-1].payload["order_qty"], 12)

    def test_colleagues_may_cancel_each_others_orders_with_permission(self):
        order = self.working_order()
        colleague, user = self._new_trader(self.firm_a, "TEST-A-2", "Colleague", can_trade=False)
        with self.assertRaisesRegex(AccessError, "may not trade"):
            order.with_user(user).action_cancel()
        colleague.can_trade = True
        order.with_user(user).action_cancel()
        self.assertEqual(
            (order.ord_status, order.sudo().command_ids[-1].login), ("pending_cancel", user.login)
        )

    def test_client_cannot_touch_another_firms_order(self):
        order = self.working_order()
        for call in "action_submit", "action_cancel":
            with self.assertRaises(AccessError):
                getattr(order.with_user(self.client_b), call)()
        with self.assertRaises(AccessError):
            order.with_user(self.client_b).action_replace(5)
        order.with_user(self.client_a).action_cancel()

    def test_the_database_knows_the_state_machine(self):
        statuses = [value for value, _label in ORD_STATUS]
        order = self.new_order()
        trigger = "ALTER TABLE brokersync_order {} TRIGGER brokersync_order_transition"
        for old in statuses:
            for new in statuses:
                if old == new:
                    continue
                self.cr.execute(trigger.format("DISABLE"))
                self.cr.execute(
                    "UPDATE brokersync_order SET ord_status = %s WHERE id = %s", [old, order.id]
                )
                self.cr.execute(trigger.format("ENABLE"))
                change = "UPDATE brokersync_order SET ord_status = %s WHERE id = %s"
                if new in NEXT_STATUS.get(old, ()):
                    self.cr.execute(change, [new, order.id])
                else:
                    with (
                        self.subTest(old=old, new=new),
                        mute_logger("odoo.sql_db"),
                        self.assertRaisesRegex(Exception, f"is {old} and cannot become {new}"),
                        self.cr.savepoint(),
                    ):
                        self.cr.execute(change, [new, order.id])

    @freeze_time("2027-01-15")
    def test_contracts_expire_after_their_last_trading_day(self):
        self.crude.last_trading_day = "2027-01-14"
        self.corn.last_trading_day = "2027-01-15"
        self.env["brokersync.instrument"]._cron_expire()
        self.assertEqual((self.crude.status, self.corn.status), ("expired", "active"))
        self.assertFalse(self.crude._reference_row()["active"])
