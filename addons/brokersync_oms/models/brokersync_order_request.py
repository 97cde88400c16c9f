import secrets

from odoo import _, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..const import PRICED, STOPS, TERMINAL
from ..entry import check_price, check_quantity

CHANGEABLE = ("limit", *STOPS)

SYNC_STATE = [
    ("none", "Nothing asked"),
    ("waiting", "Waiting for the matching sidecar"),
    ("sent", "Sent, answer under way"),
    ("answered", "Answered"),
    ("refused", "Refused before the market"),
]


class BrokersyncOrder(models.Model):
    """What people and programs may ask of an order, and how the asking stands.

    The three `action_` methods are the public interface over RPC. Asking changes the status to a
    pending one; what comes of it arrives as an event.
    """

    _inherit = "brokersync.order"

    sync_state = fields.Selection(SYNC_STATE, "Request", compute="_compute_sync", compute_sudo=True)
    sync_message = fields.Char(compute="_compute_sync", compute_sudo=True)
    can_submit = fields.Boolean(compute="_compute_can")
    can_change = fields.Boolean(compute="_compute_can")

    @api.depends("ord_status", "pending_cl_ord_id", "command_ids.state", "command_ids.last_error")
    @api.depends_context("uid")
    def _compute_sync(self):
        for order in self:
            command = order.command_ids[-1:]
            order.sync_state = command._sync_state() if command else "none"
            order.sync_message = command._sync_message() if order.sync_state == "waiting" else False

    @api.depends("ord_status")
    @api.depends_context("uid")
    def _compute_can(self):
        trader = self.env.user.brokersync_trader_id
        may_trade = self.env.su or self.env.user._brokersync_may_enter_orders()
        for order in self:
            order.can_submit = (
                may_trade
                and order.ord_status == "draft"
                and (not trader or order.trader_id == trader)
            )
            order.can_change = may_trade and order.ord_status in ("new", "partially_filled")

    def action_submit(self):
        """Send draft orders to the market.

        :raise UserError: an order was sent already
        :raise ValidationError: an entry is wrong; the text names the field
        :raise AccessError: the user may not trade for the account
        """
        self.check_access("write")
        self._check_may_enter()
        for order in self:
            if order.ord_status != "draft":
                raise UserError(_("Order %s was sent already.", order.name))
            order._check_entry()
            order._check_instruction()
        now = fields.Datetime.now()
        for order in self.sudo():
            order.write(
                {
                    "ord_status": "pending_new",
                    "leaves_qty": order.order_qty,
                    "submitted_at": now,
                    "transact_time": now,
                    "entered_by_id": self.env.user.id,
                    "entered_by": self.env.user.login,
                }
            )
        self._ask("new", [order._new_payload() for order in self])
        return True

    def action_cancel(self):
        """Ask for the cancellation of working orders.

        :raise UserError: an order is not working, or another request is not answered yet
        :raise AccessError: the user may not trade for the account
        """
        self._check_may_ask()
        payloads = []
        for order in self:
            payload = order._request_payload()
            order._await("pending_cancel", payload)
            payloads.append(payload)
        self._ask("cancel", payloads)
        return True

    def action_replace(self, order_qty, price=None, stop_px=None):
        """Ask to change a working order.

        :param int order_qty: new total quantity in contracts, including what is filled
        :param float price: new limit in the instrument's price unit; None keeps it
        :param float stop_px: new stop price of an order that waits for it; None keeps it
        :raise ValidationError: an entry is wrong; the text names the field
        :raise UserError: the order is not working, or another request is not answered yet
        :raise AccessError: the user may not trade for the account
        """
        self.ensure_one()
        self._check_may_ask()
        if self.ord_type not in CHANGEABLE:
            raise UserError(
                _(
                    "Order %(order)s cannot be changed: cancel it and enter another. "
                    "What can be changed are limit, stop and stop limit orders.",
                    order=self.name,
                )
            )
        price = self.price if price is None else price
        check_quantity(self.env, order_qty, self.instrument_id.lot)
        if self.ord_type in PRICED:
            check_price(self.env, price, self.instrument_id)
        if stop_px is not None:
            check_price(self.env, stop_px, self.instrument_id, "stop_px")
        if order_qty <= self.cum_qty:
            raise ValidationError(
                _(
                    "Quantity (order_qty): %(qty)s is not above the filled quantity %(cum)s. Cancel the order instead.",
                    qty=order_qty,
                    cum=self.cum_qty,
                )
            )
        payload = self._request_payload() | {
            "symbol": self.instrument_id.symbol,
            "order_qty": order_qty,
            "price": price,
        }
        if stop_px is not None:
            payload["stop_px"] = stop_px
        self._await("pending_replace", payload)
        self._ask("replace", [payload])
        return True

    def _check_may_ask(self):
        """Colleagues may cancel and change each other's orders: it is the firm's account."""
        self.check_access("write")
        self._check_may_trade()
        for order in self:
            if order.ord_status in TERMINAL or order.ord_status == "draft":
                raise UserError(
                    _(
                        "Order %(order)s is %(status)s and cannot be cancelled or changed.",
                        order=order.name,
                        status=dict(order._fields["ord_status"]._description_selection(self.env))[
                            order.ord_status
                        ],
                    )
                )
            if order.ord_status not in ("new", "partially_filled"):
                raise UserError(
                    _("Order %s still waits for an answer. Try again when it has come.", order.name)
                )

    def _check_instruction(self):
        """OM-12: who acts for a client says for whom and when the instruction came."""
        if self.capacity == "agency" and not (self.trader_id and self.instruction_time):
            raise ValidationError(
                _(
                    "Order %s: on a client's behalf, name the trader (trader_id) and when the instruction was received "
                    "(instruction_time).",
                    self.name,
                )
            )

    @api.model
    def _client_id(self, prefix):
        """A client order id (FIX 11, at most 36 characters) nobody can have used before."""
        return f"{prefix}-{secrets.token_hex(4)}"

    def _new_payload(self):
        return {
            "cl_ord_id": self.cl_ord_id,
            "account": self.account_id.code,
            "symbol": self.instrument_id.symbol,
            "side": self.side,
            "ord_type": self.ord_type,
            "time_in_force": self.time_in_force,
            "order_qty": self.order_qty,
        } | self._terms_payload()

    def _request_payload(self):
        return {
            "cl_ord_id": self._client_id(self.name),
            "orig_cl_ord_id": self.cl_ord_id,
            "account": self.account_id.code,
        }

    def _await(self, status, payload):
        """Wait for the answer to a request; an earlier refusal no longer matters."""
        self.sudo().write(
            {
                "ord_status": status,
                "pending_cl_ord_id": payload["cl_ord_id"],
                "reject_code": False,
                "reject_text": False,
            }
        )

    def _ask(self, kind, payloads):
        self.env["brokersync.command"].sudo().create(
            [
                {
                    "order_id": order.id,
                    "kind": kind,
                    "cl_ord_id": payload["cl_ord_id"],
                    "payload": payload,
                    "login": self.env.user.login,
                }
                for order, payload in zip(self, payloads, strict=True)
            ]
        )._send_after_commit()
