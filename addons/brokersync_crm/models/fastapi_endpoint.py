from odoo import fields, models
from odoo.addons.fastapi.dependencies import company_id

from ..api import body, openapi
from ..api.routers import ROUTERS


class FastapiEndpoint(models.Model):
    """The endpoint `brokersync`: our routers behind our dispatcher. Other addons extend `_get_fastapi_routers`."""

    _inherit = "fastapi.endpoint"

    app = fields.Selection(
        selection_add=[("brokersync", "BrokerSync REST API")],
        ondelete={"brokersync": "cascade"},
    )

    def _get_fastapi_routers(self):
        return list(ROUTERS) if self.app == "brokersync" else super()._get_fastapi_routers()

    def _get_routing_info(self):
        routing = super()._get_routing_info()
        if self.app != "brokersync":
            return routing
        return routing | {"type": "brokersync_api", "max_content_length": body.MAX_BYTES}

    def _prepare_fastapi_app_params(self):
        params = super()._prepare_fastapi_app_params()
        return params | openapi.PARAMETERS if self.app == "brokersync" else params

    def _get_fastapi_app_dependencies(self):
        # Accept-Language is read before FastAPI and need not be declared for each route.
        return [] if self.app == "brokersync" else super()._get_fastapi_app_dependencies()

    def _get_app_dependencies_overrides(self):
        overrides = super()._get_app_dependencies_overrides()
        if self.app == "brokersync":
            # Each caller works in the companies of the own user, not in that of the endpoint's.
            overrides[company_id] = lambda: None
        return overrides

    def _get_app(self):
        app = super()._get_app()
        if self.app == "brokersync":
            openapi.describe(app)
        return app
