from odoo.addons.brokersync_crm.controllers.portal_ticket import TicketFormPortal
from odoo.http import request

RECENT_ORDERS = 50


class OrderTicketPortal(TicketFormPortal):
    """A ticket can be about an order or an instrument."""

    def _ticket_links(self, form):
        order = self._linked("brokersync.order", form.get("order_id"))
        instrument = self._linked("brokersync.instrument", form.get("instrument_id"))
        return {
            **super()._ticket_links(form),
            "order_id": order.id,
            "instrument_id": (order.instrument_id or instrument).id,
        }

    def _ticket_form_values(self, form):
        orders = request.env["brokersync.order"]
        instruments = request.env["brokersync.instrument"]
        if orders.has_access("read"):
            orders = orders.search([], order="id desc", limit=RECENT_ORDERS)
            orders |= self._linked("brokersync.order", form.get("order_id"))
            instruments = instruments.search([("status", "=", "active")])
        return {
            **super()._ticket_form_values(form),
            "orders": orders,
            "instruments": instruments,
        }

    def _linked(self, model, text):
        """The record the user may see by this id, or none."""
        records = request.env[model]
        if not (text or "").isdecimal() or len(text) > 9 or not records.has_access("read"):
            return records
        return records.search([("id", "=", int(text))])
