from odoo.addons.portal.controllers.portal import CustomerPortal, pager
from odoo.http import request, route


class ReceiptPortal(CustomerPortal):
    @route(
        ["/my/receipts", "/my/receipts/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def my_receipts(self, page=1, **kw):
        receipts = request.env["brokersync.warehouse.receipt"]
        pages = pager("/my/receipts", 0)
        if receipts.has_access("read"):
            # Drafts are the desk's working papers. The record rule leaves the client's own firm.
            domain = [("state", "!=", "draft")]
            pages = pager("/my/receipts", receipts.search_count(domain), page, self._items_per_page)
            receipts = receipts.search(domain, limit=self._items_per_page, offset=pages["offset"])
        return request.render(
            "brokersync_commodities.portal_my_receipts",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "receipts",
                # Names of warehouses and units are for staff only in Odoo; they are printed on the receipt.
                "receipts": receipts.sudo(),
                "default_url": "/my/receipts",
                "pager": pages,
            },
        )
