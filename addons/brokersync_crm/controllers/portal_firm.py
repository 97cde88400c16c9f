from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import request, route


class FirmPortal(CustomerPortal):
    @route("/my/firm", type="http", auth="user", website=True, readonly=True, methods=["GET"])
    def my_firm(self, **kw):
        return self._firm_page()

    @route("/my/firm/contact", type="http", auth="user", website=True, methods=["POST"])
    def my_firm_contact(self, **form):
        return self._firm_act(
            lambda firm: firm._change_contact(form), request.env._("Contact data saved."), form
        )

    @route("/my/firm/request", type="http", auth="user", website=True, methods=["POST"])
    def my_firm_request(self, text="", **kw):
        return self._firm_act(
            lambda firm: firm._request_change(text),
            request.env._("Your broker has been asked."),
            {"text": text},
        )

    def _firm(self):
        """The own firm, searched as the user, so that the record rule decides what there is to see."""
        firms = request.env["brokersync.firm"]
        if not firms.has_access("read"):
            return firms
        return firms.search([("id", "=", request.env.user.brokersync_firm_id.id)])

    def _firm_act(self, act, success, form):
        firm = self._firm()
        if not firm:
            return self._firm_page()
        try:
            with request.env.cr.savepoint():
                act(firm)
        except UserError as error:
            return self._firm_page(error=str(error), form=form)
        return self._firm_page(success=success)

    def _firm_page(self, **values):
        firm = self._firm()
        return request.render(
            "brokersync_crm.portal_my_firm",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "firm",
                "firm": firm,
                "may_administer": request.env.user._brokersync_may("administer"),
                # Clients may not read users; of their brokers they get name, phone and e-mail.
                "brokers": firm.sudo().broker_ids.partner_id,
                "form": {},
                **values,
            },
        )
