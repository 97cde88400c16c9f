from odoo import models
from odoo.http import request

# The web client compiles its templates and carries inline scripts: those two have to be allowed. What is not allowed is
# loading anything from, or sending anything to, another place.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
STOCK_POLICY = "frame-ancestors 'self'"  # Odoo's own, on its login page only

# Odoo's own on files stops scripts, not forms that post elsewhere nor a page's way to another site.
STOCK_FILE_POLICY = "default-src 'none'"
FILE_POLICY = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"


class IrHttp(models.AbstractModel):
    """Security headers of every page (OWASP secure headers); a stricter policy that a response already has stays."""

    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        res = super()._post_dispatch(response)
        cls._brokersync_secure(response)
        return res

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if hasattr(response, "headers"):
            cls._brokersync_secure(response)
        return response

    @classmethod
    def _brokersync_secure(cls, response):
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        if headers.get("Content-Security-Policy") == STOCK_FILE_POLICY:
            cls._brokersync_secure_file(response)
        if response.mimetype != "text/html":
            return
        if request.session.uid:
            # After logging out, “back” shows nothing; nor does a proxy to the next one.
            headers.setdefault("Cache-Control", "no-store")
        if headers.get("Content-Security-Policy", STOCK_POLICY) == STOCK_POLICY:
            policy = POLICY | {"connect-src": " ".join(("'self'", *cls._brokersync_peers()))}
            headers["Content-Security-Policy"] = "; ".join(map(" ".join, policy.items()))
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")

    @classmethod
    def _brokersync_secure_file(cls, response):
        """A file somebody uploaded is no page of ours, whatever the address asks for (`?mimetype=text/html`)."""
        if response.mimetype in ("text/html", "application/xhtml+xml"):
            response.mimetype = "text/plain"
        # Browsers show no PDF in a sandbox.
        sandbox = "" if response.mimetype == "application/pdf" else "; sandbox"
        response.headers["Content-Security-Policy"] = FILE_POLICY + sandbox

    @classmethod
    def _brokersync_peers(cls):
        """Origins besides this one that pages talk to. Higher addons add theirs."""
        return ()
