from odoo import models
from odoo.exceptions import AccessError
from odoo.http import request

SETUP_PAGE = "/my/security"
# What a person needs in order to set up a second factor, and to leave.
PAGES = (
    SETUP_PAGE,
    "/auth/passkey/",
    "/web/session/",
    "/web/login",
    "/web/image",
    "/websocket",
    "/bus/",
)
METHODS = {
    "res.users": {"action_totp_enable_wizard", "action_create_passkey"},
    "auth_totp.wizard": {"create", "read", "write", "web_save", "web_read", "enable", "onchange"},
    "res.users.identitycheck": {"create", "read", "write", "run_check"},
    "auth.passkey.key.create": {"create", "read", "write", "make_key"},
}


class SecondFactorMissing(AccessError):
    """The user's group requires a second factor, and the user has none yet."""


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        super()._authenticate(endpoint)
        if endpoint.routing["auth"] != "user" or not request.session.uid:
            return
        user = request.env(user=request.session.uid).user
        if user._brokersync_mfa_missing() and not cls._brokersync_is_mfa_setup():
            # Pages lead to the setup; the web client shows an AccessError in words, a subclass as a traceback.
            pages = request.dispatcher.routing_type == "http"
            raise (SecondFactorMissing if pages else AccessError)(
                request.env._(
                    "Your role requires a second factor. Set up an authenticator or a passkey under %s first.",
                    SETUP_PAGE,
                )
            )

    @classmethod
    def _brokersync_is_mfa_setup(cls):
        path = request.httprequest.path
        if not path.startswith(("/web/dataset/", "/web/action/")):
            return path.startswith(PAGES)
        # The path of a call is decoration: what is called stands in the body.
        params = request.get_json_data().get("params") or {}
        return params.get("method") in METHODS.get(params.get("model"), ())

    @classmethod
    def _handle_error(cls, exception):
        if isinstance(exception, SecondFactorMissing):
            return request.redirect_query(SETUP_PAGE, {"second_factor": "required"})
        return super()._handle_error(exception)
