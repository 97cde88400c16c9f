import re

from odoo import _
from odoo.addons.brokersync_crm.controllers.portal_form import once
from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from ..const import ORD_TYPE, PRICED, SIDE, STOPS, TIME_IN_FORCE, WORKING

RECORD_ID = re.compile(r"[0-9]{1,9}")  # below 2^31
WHOLE_NUMBER = re.compile(r"[0-9]{1,10}")
# What the portal's form offers; programs and the desk have every kind of order.
ORD_TYPES = [choice for choice in ORD_TYPE if choice[0] in ("limit", "market", *STOPS)]
TIMES_IN_FORCE = [choice for choice in TIME_IN_FORCE if choice[0] in ("day", "gtc", "ioc", "fok")]
DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")


class OrderPortal(CustomerPortal):
    """Orders and positions of a client. Records are read and written as the user: record rules and the model decide."""

    @route(
        ["/my/orders", "/my/orders/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_orders(self, page=1, filterby="working", **kw):
        filters = {
            "working": {"label": _("Working"), "domain": [("ord_status", "in", WORKING)]},
            "filled": {"label": _("Filled"), "domain": [("cum_qty", ">", 0)]},
            "rejected": {"label": _("Rejected"), "domain": [("ord_status", "=", "rejected")]},
            "all": {"label": _("All"), "domain": []},
        }
        filterby = filterby if filterby in filters else "working"
        domain = filters[filterby]["domain"]
        orders = request.env["brokersync.order"]
        allowed = self._may_view()
        pages = pager(
            url="/my/orders",
            url_args={"filterby": filterby},
            page=page,
            step=self._items_per_page,
            total=orders.search_count(domain) if allowed else 0,
        )
        return request.render(
            "brokersync_oms.portal_my_orders",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "order_list",
                "default_url": "/my/orders",
                "allowed": allowed,
                "may_trade": self._may_trade(),
                "orders": orders.search(domain, limit=self._items_per_page, offset=pages["offset"])
                if allowed
                else orders,
                "pager": pages,
                "searchbar_filters": filters,
                "filterby": filterby,
            },
        )

    @route("/my/orders/<int:order_id>", type="http", auth="user", website=True, readonly=True)
    def my_order(self, order_id, **kw):
        order = self._order(order_id)
        return self._order_page(order) if order else request.redirect("/my/orders")

    @route(
        "/my/orders/<int:order_id>/submit", type="http", auth="user", website=True, methods=["POST"]
    )
    def my_order_submit(self, order_id, **kw):
        return self._ask(order_id, "action_submit")

    @route(
        "/my/orders/<int:order_id>/cancel", type="http", auth="user", website=True, methods=["POST"]
    )
    def my_order_cancel(self, order_id, **kw):
        return self._ask(order_id, "action_cancel")

    @route("/my/orders/new", type="http", auth="user", website=True, readonly=True, methods=["GET"])
    def my_order_form(self, **kw):
        return self._order_form(
            {
                "side": "buy",
                "ord_type": "limit",
                "time_in_force": "day",
                "instrument_id": kw.get("instrument_id"),
            }
        )

    @route("/my/orders/new", type="http", auth="user", website=True, methods=["POST"])
    def my_order_enter(self, **entry):
        try:
            with request.env.cr.savepoint():
                order = once(lambda: self._enter(entry))
        except UserError as error:  # also AccessError, ValidationError
            return self._order_form(entry, error=str(error))
        return request.redirect(order.access_url)

    def _enter(self, entry):
        order = request.env["brokersync.order"].create(self._order_vals(entry))
        order.action_submit()
        return order

    @route("/my/positions", type="http", auth="user", website=True, readonly=True)
    def my_positions(self, **kw):
        positions = request.env["brokersync.position"]
        allowed = self._may_view()
        return request.render(
            "brokersync_oms.portal_my_positions",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "position_list",
                "allowed": allowed,
                "positions": positions.search([]) if allowed else positions,
            },
        )

    def _may_view(self):
        return request.env["brokersync.order"].has_access("read")

    def _may_trade(self):
        return request.env.user._brokersync_may_enter_orders()

    def _order(self, order_id):
        """The order if the user may see it, else nothing, whether it exists or not."""
        order = request.env["brokersync.order"].browse(order_id)
        try:
            order.check_access("read")
            order.name  # noqa: B018  a missing record shows only when it is read
        except (AccessError, MissingError):
            return None
        return order

    def _ask(self, order_id, action):
        order = self._order(order_id)
        if not order:
            return request.redirect("/my/orders")
        try:
            with request.env.cr.savepoint():
                getattr(order, action)()
        except UserError as error:
            return self._order_page(order, error=str(error))
        return request.redirect(order.access_url)

    def _order_page(self, order, error=None):
        return request.render(
            "brokersync_oms.portal_order_page",
            self._get_page_view_values(
                order,
                None,
                {
                    "page_name": "order",
                    "order": order,
                    "executions": order.execution_ids,
                    "error": error,
                },
                "my_brokersync_orders_history",
                False,
            ),
        )

    def _order_form(self, values, error=None):
        env = request.env
        may_trade = self._may_trade()
        return request.render(
            "brokersync_oms.portal_order_new",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "order_new",
                "values": values,
                "error": error,
                "may_trade": may_trade,
                "accounts": env["brokersync.account"].search([("status", "=", "active")])
                if may_trade
                else (),
                "instruments": env["brokersync.instrument"].search([("status", "=", "active")])
                if may_trade
                else (),
                "sides": SIDE,
                "ord_types": ORD_TYPES,
                "times_in_force": TIMES_IN_FORCE,
            },
        )

    def _order_vals(self, entry):
        """Field values of the form's texts; the model checks what they mean.

        :raise UserError: a number is not a number; the text names the field
        """

        def number(field, label, pattern, convert):
            text = (entry.get(field) or "").strip()
            if not pattern.fullmatch(text):
                raise UserError(
                    _(
                        "%(label)s (%(field)s): “%(text)s” is not a number.",
                        label=label,
                        field=field,
                        text=text[:30],
                    )
                )
            return convert(text)

        def record(field, label, model):
            found = request.env[model].search([("id", "=", number(field, label, RECORD_ID, int))])
            if not found:
                raise UserError(_("%(label)s (%(field)s) is unknown.", label=label, field=field))
            return found.id

        vals = {
            "account_id": record("account_id", _("Account"), "brokersync.account"),
            "instrument_id": record("instrument_id", _("Instrument"), "brokersync.instrument"),
            "order_qty": number("order_qty", _("Quantity"), WHOLE_NUMBER, int),
        }
        for field, choices in (
            ("side", SIDE),
            ("ord_type", ORD_TYPES),
            ("time_in_force", TIMES_IN_FORCE),
        ):
            if entry.get(field) not in dict(choices):
                raise UserError(_("Choose %s.", field))
            vals[field] = entry[field]
        if vals["ord_type"] in PRICED:
            vals["price"] = number("price", _("Limit price"), DECIMAL, float)
        if vals["ord_type"] in STOPS:
            vals["stop_px"] = number("stop_px", _("Stop price"), DECIMAL, float)
        return vals
