import os

from odoo import _
from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..const import WS_URL_VARIABLE


class TokenController(Controller):
    @route("/brokersync/token", type="jsonrpc", auth="user", readonly=True)
    def token(self):
        """The current user's token for the matching sidecar and where its WebSocket is.

        Gives `token`, `exp`, `accounts`, `permissions`, `ws_url`; ask again before `exp`.
        """
        ws_url = os.environ.get(WS_URL_VARIABLE)
        if not ws_url:
            raise UserError(
                _(
                    "%s is not set: this Odoo does not know where the matching sidecar is.",
                    WS_URL_VARIABLE,
                )
            )
        return {**request.env["brokersync.token"]._user_token(), "ws_url": ws_url}
