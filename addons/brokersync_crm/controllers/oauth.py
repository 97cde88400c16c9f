from urllib.parse import urlencode, urlsplit

from odoo import http
from odoo.http import request, route

from ..api import oauth
from ..api.scopes import SCOPES
from ..models.ir_http_headers import POLICY


class OAuthController(http.Controller):
    """Where people allow a program to act for them (RFC 6749, 4.1, with PKCE by S256 only)."""

    @route("/.well-known/oauth-authorization-server", type="http", auth="public", methods=["GET"])
    def metadata(self):
        """RFC 8414."""
        base = request.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return request.make_json_response(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/oauth/authorize",
                "token_endpoint": f"{base}/api/v1/oauth/token",
                "revocation_endpoint": f"{base}/api/v1/oauth/revoke",
                "introspection_endpoint": f"{base}/api/v1/oauth/introspect",
                "scopes_supported": list(SCOPES),
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": [
                    "authorization_code",
                    "client_credentials",
                    "refresh_token",
                ],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                    "none",
                ],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    @route(
        "/oauth/authorize", type="http", auth="user", methods=["GET"], website=True, sitemap=False
    )
    def ask(self, **query):
        """The page that asks. Nothing is sent to an address that is not the client's own."""
        asked = _Request(query)
        if asked.error_page:
            return request.render(
                "brokersync_crm.oauth_error", {"reason": asked.error_page}, status=400
            )
        if asked.error:
            return asked.back(error=asked.error)
        return request.render(
            "brokersync_crm.oauth_consent",
            {
                "client": asked.client,
                "scopes": [SCOPES[scope] for scope in sorted(asked.scopes)],
                "host": asked.host,
                "query": asked.query,
            },
            headers={
                "Cache-Control": "no-store",
                "Content-Security-Policy": asked.policy,
                "X-Frame-Options": "DENY",
            },
        )

    @route(
        "/oauth/authorize", type="http", auth="user", methods=["POST"], website=True, sitemap=False
    )
    def answer(self, decision=None, **query):
        """The person's answer. Odoo has checked the form's token: no other site can send it."""
        asked = _Request(query)
        if asked.error_page:
            return request.render(
                "brokersync_crm.oauth_error", {"reason": asked.error_page}, status=400
            )
        if asked.error:
            return asked.back(error=asked.error)
        if decision != "allow":
            return asked.back(error="access_denied")
        code = (
            request.env["brokersync.api.code"]
            .sudo()
            ._issue(
                asked.client,
                request.env.user,
                asked.query["redirect_uri"],
                asked.query["code_challenge"],
                asked.scopes,
            )
        )
        return asked.back(code=code)


class _Request:
    """An authorization request, checked.

    :ivar error_page: why it cannot be answered at its own address, "" when it can
    :ivar error: error of RFC 6749 for that address, "" when there is none
    """

    PARAMETERS = (
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
    )

    def __init__(self, query):
        self.query = {name: query.get(name) or "" for name in self.PARAMETERS}
        self.client = request.env["brokersync.api.client"].sudo()._find(self.query["client_id"])
        self.scopes = oauth.asked_scopes(self.client, self.query["scope"]) if self.client else None
        self.error_page = self._why_no_way_back()
        self.error = "" if self.error_page else self._why_not()

    @property
    def host(self):
        return urlsplit(self.query["redirect_uri"]).netloc

    @property
    def policy(self):
        """That of every page, and that its form may end at the client, to which the answer is redirected."""
        parts = urlsplit(self.query["redirect_uri"])
        policy = POLICY | {
            "connect-src": "'self'",
            "form-action": f"'self' {parts.scheme}://{parts.netloc}",
            "frame-ancestors": "'none'",
        }
        return "; ".join(f"{name} {sources}" for name, sources in policy.items())

    def back(self, **result):
        """Redirect to the client, whose address was compared letter for letter."""
        base = request.env["ir.config_parameter"].sudo().get_param("web.base.url")
        result |= {"iss": base} | ({"state": self.query["state"]} if self.query["state"] else {})
        target = self.query["redirect_uri"]
        target += ("&" if "?" in target else "?") + urlencode(result)
        response = request.redirect(target, local=False)  # nosemgrep: odoo-open-redirect
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _why_no_way_back(self):
        if not self.client or self.client.kind == "service":
            return request.env._("There is no such program.")
        if self.query["redirect_uri"] not in self.client._redirect_uris():
            return request.env._(
                "The program asks to be answered at an address that is not its own."
            )
        return ""

    def _why_not(self):
        if self.query["response_type"] != "code":
            return "unsupported_response_type"
        if self.query["code_challenge_method"] != "S256" or not oauth.CHALLENGE.fullmatch(
            self.query["code_challenge"]
        ):
            return "invalid_request"
        return "" if self.scopes else "invalid_scope"
