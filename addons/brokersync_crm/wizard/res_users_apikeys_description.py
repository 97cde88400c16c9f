from odoo import fields, models

from ..api.scopes import SCOPES, join


class ResUsersApikeysDescription(models.TransientModel):
    """Odoo's dialog for a new key asks what the key is for."""

    _inherit = "res.users.apikeys.description"

    brokersync_use = fields.Selection(
        [
            ("read", "REST API, read only"),
            ("api", "REST API"),
            ("rpc", "REST API, XML-RPC and JSON-2: everything I may do"),
        ],
        string="Use for",
        required=True,
        default="api",
    )

    def make_key(self):
        scopes = {
            "read": join(scope for scope in SCOPES if scope.endswith(":read")),
            "api": join(SCOPES),
            "rpc": None,
        }[self.sudo().brokersync_use]
        return super(
            ResUsersApikeysDescription, self.with_context(brokersync_scopes=scopes)
        ).make_key()
