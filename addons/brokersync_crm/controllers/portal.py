from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route


class FirmPortal(CustomerPortal):
    @route("/my/firm", type="http", auth="user", website=True, readonly=True)
    def my_firm(self, **kw):
        # Searched as the user, so that the record rule decides what there is to see.
        firm = request.env["brokersync.firm"]
        if firm.has_access("read"):
            firm = firm.search([("id", "=", request.env.user.brokersync_firm_id.id)])
        return request.render(
            "brokersync_crm.portal_my_firm",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "firm",
                "firm": firm,
                # Clients may not read users; of their brokers they get name, phone and e-mail.
                "brokers": firm.sudo().broker_ids.partner_id,
            },
        )
