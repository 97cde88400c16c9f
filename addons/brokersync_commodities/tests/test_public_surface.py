import inspect

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import TransactionCase, tagged

from .golden import assert_golden

OURS = "odoo.addons.brokersync_"


@tagged("post_install", "-at_install")
class TestPublicSurface(TransactionCase):
    """What can be called from outside: every public method and every route of BrokerSync, by name.

    The API's own routes stand in docs/api/openapi-v1.json, which is compared as well.
    """

    def test_public_methods(self):
        assert_golden(self, "public_methods.txt", sorted(set(self._methods())))

    def _methods(self):
        """Those of our addons that Odoo's own classes of the model do not have."""
        for name, model in self.env.items():
            classes = type(model).mro()
            ours = [cls for cls in classes if cls.__module__.startswith(OURS)]
            stock = {attribute for cls in classes if cls not in ours for attribute in vars(cls)}
            for attribute in {attribute for cls in ours for attribute in vars(cls)} - stock:
                if self._is_public(model, attribute):
                    yield f"{name}.{attribute}"

    def _is_public(self, model, attribute):
        if not inspect.isroutine(inspect.getattr_static(type(model), attribute)):
            return False
        try:
            get_public_method(model, attribute)
        except AccessError:
            return False
        return True

    def test_routes(self):
        assert_golden(self, "routes.txt", sorted(set(self._routes())))

    def _routes(self):
        http = self.env["ir.http"]
        modules = sorted(self.registry._init_modules)
        for url, endpoint in http._generate_routing_rules(modules, http._get_converters()):
            if not any(cls.__module__.startswith(OURS) for cls in self._controllers(endpoint)):
                continue
            routing = endpoint.routing
            methods = ",".join(sorted(routing.get("methods") or ["any"]))
            unprotected = routing["type"] == "http" and not routing.get("csrf", True)
            csrf = " csrf=False" if unprotected else ""
            yield f"{url} {methods} {routing['type']} auth={routing['auth']}{csrf}"

    def _controllers(self, endpoint):
        """Classes that define the endpoint's method: Odoo puts them together into one."""
        bound = endpoint.func
        name = bound.__name__
        return [cls for cls in type(bound.__self__).mro() if name in vars(cls)]
