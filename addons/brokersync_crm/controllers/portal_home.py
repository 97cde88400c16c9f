from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.http import request, route

from ..models.res_users_portal import ATTENTION_LEVELS


class HomePortal(CustomerPortal):
    @route(readonly=True)
    def home(self, **kw):
        response = super().home(**kw)
        user = request.env.user
        attention = user._brokersync_attention() if user.brokersync_firm_id else []
        response.qcontext["attention"] = sorted(
            attention, key=lambda item: ATTENTION_LEVELS.index(item["level"])
        )
        return response
