from odoo import http
from odoo.http import request, route


class HealthController(http.Controller):
    """For load balancers and monitors, without login and without details. `/live` is in live.py.

    These routes are also served without a database, because the addon is loaded server-wide.
    """

    @route("/ready", type="http", auth="none", methods=["GET"], save_session=False, readonly=True)
    def ready(self):
        """Whether to send work here: 200, or 503 while the database or the matching sidecar is away."""
        ready = bool(request.db) and request.env["brokersync.health"]._is_ready()
        return self._answer({"ready": ready}, 200 if ready else 503)

    @route("/health", type="http", auth="none", methods=["GET"], save_session=False, readonly=True)
    def health(self):
        """`pass`; `warn` while people can work but not all is there, as the sidecar; `fail` without a database."""
        if not request.db:
            return self._answer({"status": "fail"}, 503)
        ready = request.env["brokersync.health"]._is_ready()
        return self._answer({"status": "pass" if ready else "warn"}, 200)

    def _answer(self, document, status):
        return request.make_json_response(
            document, status=status, headers={"Cache-Control": "no-store"}
        )
