from odoo import models

from ..const import SIDE, WORKING

ROWS = 5


class BrokersyncDashboard(models.AbstractModel):
    _inherit = "brokersync.dashboard"

    def _panel_portfolio(self):
        """Working orders and open positions of the firms the user sees."""
        orders, positions = self.env["brokersync.order"], self.env["brokersync.position"]
        if not orders.has_access("read"):
            return super()._panel_portfolio()
        working = [("ord_status", "in", WORKING)]
        action = "brokersync_oms.action_brokersync_order"
        sides = dict(SIDE)
        return {
            "title": self.env._("Orders and positions"),
            "icon": "fa-line-chart",
            "figures": [
                {
                    "label": self.env._("Working orders"),
                    "value": orders.search_count(working),
                    "open": {"action": action, "context": {"search_default_working": 1}},
                },
                {
                    "label": self.env._("Open positions"),
                    "value": positions.search_count([("net_qty", "!=", 0)]),
                    "open": {"action": "brokersync_oms.action_brokersync_position"},
                },
            ],
            "rows": [
                {
                    "title": f"{sides[order.side]} {order.leaves_qty} {order.instrument_id.symbol}",
                    "text": order.firm_id.name,
                    "note": order.cl_ord_id,
                    "open": {"model": order._name, "id": order.id},
                }
                for order in orders.search(working, order="id desc", limit=ROWS)
            ],
            "empty": self.env._("No order is working. Enter one from the order book."),
            "open": {"action": action, "context": {"search_default_working": 1}},
        }
