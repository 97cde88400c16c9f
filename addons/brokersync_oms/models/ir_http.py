import os
from urllib.parse import urlsplit

from odoo import models

from ..const import WS_URL_VARIABLE


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _brokersync_peers(cls):
        """Screens talk to the sidecar's WebSocket, where that has an address of its own."""
        url = urlsplit(os.environ.get(WS_URL_VARIABLE, ""))
        own = (f"{url.scheme}://{url.netloc}",) if url.netloc else ()
        return (*super()._brokersync_peers(), *own)
