from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestHealth(SidecarEnvironment, OmsCommon, HttpCase):
    """What monitors see while the sidecar comes and goes. The rest is in tests/infra/test_health.py."""

    def setUp(self):
        super().setUp()
        self.sidecar.served["/ready"] = {"ready": True}

    def ask(self, path):
        response = self.url_open(path)
        return response.status_code, response.json()

    def test_all_is_well(self):
        self.assertEqual(self.ask("/ready"), (200, {"ready": True}))
        self.assertEqual(self.ask("/health"), (200, {"status": "pass"}))

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_health")
    def test_the_sidecar_takes_no_orders(self):
        del self.sidecar.served["/ready"]
        self.assertEqual(self.ask("/ready"), (503, {"ready": False}))
        self.assertEqual(self.ask("/health"), (200, {"status": "warn"}))

    @mute_logger("odoo.addons.brokersync_crm.models.brokersync_health")
    def test_the_sidecar_is_away(self):
        self.set_variable("BROKERSYNC_SIDECAR_URL", "http://127.0.0.1:9")
        self.assertEqual(self.ask("/ready"), (503, {"ready": False}))

    def test_nothing_else_is_told(self):
        response = self.url_open("/ready")
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
