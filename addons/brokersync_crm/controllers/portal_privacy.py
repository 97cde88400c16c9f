from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Datetime
from odoo.http import request, route

from ..models.brokersync_consent import PURPOSES
from ..models.brokersync_privacy_request import KINDS
from ..privacy.deadlines import REGIMES
from .portal_form import once

DETAILS_SIZE = 2000


class PrivacyPortal(CustomerPortal):
    """A person's rights over the own data: consents, a copy, erasure, and what became of each request."""

    @route("/my/privacy", type="http", auth="user", website=True, methods=["GET"])
    def my_privacy(self, **kw):
        return self._privacy_page()

    @route("/my/privacy/consent", type="http", auth="user", website=True, methods=["POST"])
    def my_privacy_consent(self, **form):
        trader = request.env.user.brokersync_trader_id
        if not trader:
            return self._privacy_page()
        for purpose, _label in PURPOSES:
            request.env["brokersync.consent"]._decide(trader, purpose, purpose in form, "portal")
        return self._privacy_page(success=request.env._("Your choices are saved."))

    @route("/my/privacy/request", type="http", auth="user", website=True, methods=["POST"])
    def my_privacy_request(self, kind="", regime="", details="", **kw):
        trader = request.env.user.brokersync_trader_id
        if not trader:
            return self._privacy_page()
        if kind not in dict(KINDS) or regime not in dict(REGIMES):
            return self._privacy_page(
                error=request.env._("Choose what you ask for."), details=details
            )
        try:
            requests = request.env["brokersync.privacy.request"]
            asked = once(
                lambda: requests._ask(trader, kind, regime, details.strip()[:DETAILS_SIZE])
            )
        except UserError as error:
            return self._privacy_page(error=str(error), kind=kind, regime=regime, details=details)
        return self._privacy_page(
            success=request.env._(
                "We have your request %(name)s and answer by %(due)s.",
                name=asked.name,
                due=asked.due_on,
            )
        )

    @route(
        "/my/privacy/<int:request_id>/copy", type="http", auth="user", website=True, methods=["GET"]
    )
    def my_privacy_copy(self, request_id, **kw):
        asked = request.env["brokersync.privacy.request"].browse(request_id)
        try:
            asked.check_access("read")
        except (AccessError, MissingError):
            return request.not_found()
        if request.env.user != asked.trader_id.user_id:
            return request.not_found()
        attachment = asked.sudo().copy_id
        if not attachment or asked.copy_until < Datetime.now():
            return self._privacy_page(
                error=request.env._("This link has ended. Ask for a new copy.")
            )
        request.env["brokersync.audit"]._record("download", asked)
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        return stream.get_response(as_attachment=True)

    def _privacy_page(self, **values):
        trader = request.env.user.brokersync_trader_id
        requests = request.env["brokersync.privacy.request"]
        if trader:
            requests = requests.search([("trader_id", "=", trader.id)], order="id desc")
        return request.render(
            "brokersync_crm.portal_my_privacy",
            {
                "trader": trader,
                "purposes": PURPOSES,
                "granted": trader and request.env["brokersync.consent"]._current(trader),
                "kinds": KINDS,
                "regimes": REGIMES,
                "requests": requests,
                "now": Datetime.now(),
                **values,
            },
        )
