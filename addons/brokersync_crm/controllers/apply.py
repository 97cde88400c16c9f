from odoo.exceptions import AccessDenied, UserError
from odoo.http import Controller, request, route

from ..kyc.choices import CLIENT_KIND


class Apply(Controller):
    """The public way in: anybody may apply; a firm comes into being once the e-mail address is proven."""

    @route("/apply", type="http", auth="public", website=True, methods=["GET"], sitemap=True)
    def apply(self, **kw):
        return self._page()

    @route("/apply", type="http", auth="public", website=True, methods=["POST"], sitemap=False)
    def apply_send(self, **form):
        # People do not see this field; programs that fill in every field get the usual answer and nothing happens.
        if form.get("website"):
            return self._page(sent=True)
        applications = request.env["brokersync.application"]
        try:
            applications._ask(form)
        except UserError as error:
            page = self._page(error=applications._too_often(error), form=form)
            page.status_code = 429 if isinstance(error, AccessDenied) else 200
            return page
        return self._page(sent=True)

    @route(
        "/apply/confirm", type="http", auth="public", website=True, methods=["GET"], sitemap=False
    )
    def apply_confirm(self, token="", **kw):
        """Mail programs open links on their own: only the button of this page makes anything."""
        return self._confirm_page(request.env["brokersync.application"]._of_token(token), token)

    @route(
        "/apply/confirm", type="http", auth="public", website=True, methods=["POST"], sitemap=False
    )
    def apply_confirmed(self, token="", **kw):
        application = request.env["brokersync.application"]._of_token(token)
        if not application:
            return self._confirm_page(application, token)
        try:
            with request.env.cr.savepoint():
                application._confirm()
        except UserError as error:
            return self._confirm_page(application, token, error=str(error))
        return self._confirm_page(application, token, done=True)

    def _page(self, **values):
        return request.render(
            "brokersync_crm.apply",
            {
                "form": {},
                "countries": request.env["res.country"].sudo().search([]),
                "client_kinds": CLIENT_KIND,
                **values,
            },
        )

    def _confirm_page(self, application, token, **values):
        return request.render(
            "brokersync_crm.apply_confirm", {"application": application, "token": token, **values}
        )
