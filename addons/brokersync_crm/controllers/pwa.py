from hashlib import sha256
from pathlib import Path

from odoo.http import Controller, request, route
from odoo.tools import file_open, file_path

WORKER = "brokersync_crm/static/src/pwa/worker"
ICONS = "/brokersync_crm/static/src/pwa/icons"
SCOPE = "/my"
COLOUR = "#12344d"
# What browsers ask for in the background, whenever they like. A session in such an answer could take the place of the
# one a person is logging in with.
BACKGROUND = {"type": "http", "auth": "public", "readonly": True, "save_session": False}


class PortalApp(Controller):
    """The portal as an app that can be installed: manifest, service worker, and the page without a network."""

    @route("/brokersync/manifest.webmanifest", **BACKGROUND)
    def manifest(self):
        return request.make_json_response(
            {
                "id": SCOPE,
                "name": f"{request.env.company.sudo().name} – BrokerSync",
                "short_name": "BrokerSync",
                "description": request.env._("Orders, positions and messages with your broker"),
                "start_url": SCOPE,
                "scope": SCOPE,
                "display": "standalone",
                "theme_color": COLOUR,
                "background_color": "#ffffff",
                "icons": [
                    {
                        "src": f"{ICONS}/{purpose}-{size}.png",
                        "sizes": f"{size}x{size}",
                        "type": "image/png",
                        "purpose": purpose,
                    }
                    for purpose in ("any", "maskable")
                    for size in (192, 512)
                ],
                "shortcuts": [
                    {"name": request.env._("Articles"), "url": "/my/help"},
                    {"name": request.env._("Help desk"), "url": "/my/tickets"},
                ],
            },
            {"Content-Type": "application/manifest+json"},
        )

    @route("/brokersync/service-worker.js", **BACKGROUND)
    def service_worker(self):
        files = sorted(Path(file_path(WORKER)).glob("*.js"))
        parts = []
        for file in files:
            with file_open(f"{WORKER}/{file.name}") as source:
                parts.append(source.read())
        script = "\n".join(parts)
        version = sha256(script.encode()).hexdigest()[:12]
        return request.make_response(
            f'const VERSION = "{version}";\n{script}',
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Service-Worker-Allowed", SCOPE),
                ("Cache-Control", "no-cache"),
            ],
        )

    @route("/brokersync/offline", **BACKGROUND)
    def offline(self):
        return request.render("brokersync_crm.portal_offline")
