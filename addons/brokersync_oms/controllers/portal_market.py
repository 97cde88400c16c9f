from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


class MarketPortal(CustomerPortal):
    @route("/my/market", type="http", auth="user", website=True, readonly=True)
    def my_market(self, symbol=None, **kw):
        """The live market. The page holds no data: the browser asks as the user, see `market.py` and `token.py`."""
        return request.render(
            "brokersync_oms.portal_my_market",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "market",
                "props": {"symbol": symbol} if symbol else {},
            },
        )
