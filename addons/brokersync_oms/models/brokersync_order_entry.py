from odoo import _, api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..const import PRICED
from ..entry import check_price, check_quantity, check_text
from ..order_terms import TERM_FIELDS

PRICE_FIELDS = {"price", "stop_px", "trail_offset", "limit_offset", "activation_px"}

# What people may set, while the order is a draft. Everything else is written by the system or by the sidecar's events.
ENTRY_FIELDS = frozenset(
    (
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
    )
)


class BrokersyncOrder(models.Model):
    """Entering an order: who may set what, and which values an order can have."""

    _inherit = "brokersync.order"

    @api.constrains("order_qty", "price", "ord_type", "instrument_id")
    def _check_entry(self):
        for order in self:
            instrument = order.instrument_id
            check_quantity(self.env, order.order_qty, instrument.lot)
            if order.ord_type in PRICED:
                check_price(self.env, order.price, instrument)
            order._check_terms()

    @api.constrains("account_id", "trader_id")
    def _check_trader(self):
        for order in self:
            if order.trader_id and order.trader_id.firm_id != order.firm_id:
                raise ValidationError(
                    _(
                        "Trader (trader_id): %s is not with the account's firm.",
                        order.trader_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_entry_vals(vals)
        orders = super().create(
            [{**vals, **self._new_ids()} if not vals.get("name") else vals for vals in vals_list]
        )
        orders._check_may_enter()
        return orders

    def write(self, vals):
        self._check_entry_vals(vals)
        if (
            ENTRY_FIELDS & vals.keys()
            and not self.env.su
            and any(order.ord_status != "draft" for order in self)
        ):
            raise UserError(
                _("An order that was sent is changed with “Change order”, not by editing it.")
            )
        res = super().write(vals)
        if ENTRY_FIELDS & vals.keys():
            self._check_may_enter()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for order in self:
            if order.ord_status != "draft":
                raise UserError(_("Order %s was sent and stays on record.", order.name))

    @api.model
    def _check_entry_vals(self, vals):
        """Refuse values Odoo would convert in silence, and fields that are not the caller's to set."""
        if "order_qty" in vals:
            check_quantity(self.env, vals["order_qty"])
        for field in PRICE_FIELDS & vals.keys():
            check_price(self.env, vals[field], field=field)
        for field in ("min_qty", "display_qty"):
            if vals.get(field):
                check_quantity(self.env, vals[field], field=field)
        if vals.get("instruction_ref"):
            check_text(self.env, "instruction_ref", vals["instruction_ref"])
        if self.env.su:
            return
        foreign = {
            name
            for name in vals.keys() - ENTRY_FIELDS
            if name in self._fields and not name.startswith(("message_", "activity_"))
        }
        if foreign:
            raise AccessError(
                _("These fields of an order are not yours to set: %s.", ", ".join(sorted(foreign)))
            )

    @api.model
    def _new_ids(self):
        name = self.env["ir.sequence"].sudo().next_by_code("brokersync.order")
        return {"name": name, "cl_ord_id": self._client_id(name)}

    def _check_may_trade(self):
        """Raise AccessError unless the user may trade at all; which firms' orders there are is a record rule."""
        user = self.env.user
        if not (self.env.su or user._brokersync_may_enter_orders()):
            raise AccessError(_("%s may not trade. Ask your broker for the permission.", user.name))

    def _check_may_enter(self):
        """Raise AccessError unless the user may trade, a client only in the own name."""
        self._check_may_trade()
        trader = self.env.user.brokersync_trader_id
        if trader and any(
            order.trader_id != trader or order.capacity != "individual" for order in self
        ):
            raise AccessError(
                _(
                    "%s enters orders in the own name only (trader_id, capacity).",
                    self.env.user.name,
                )
            )
