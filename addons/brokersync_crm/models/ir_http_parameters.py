from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request

NUL = "The address or the form holds a character that is none (U+0000)."


class IrHttp(models.AbstractModel):
    """What no route can use is refused before one sees it."""

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        res = super()._pre_dispatch(rule, args)
        # Programs' bodies are JSON and are checked where they are read; these come from addresses and forms.
        if request.dispatcher.routing_type == "http":
            cls._brokersync_refuse_nul(args)
        return res

    @classmethod
    def _serve_fallback(cls):
        # No route has such an address; what looks for pages and files by address would search for it.
        if "\0" in request.httprequest.path:
            raise BadRequest(NUL)
        return super()._serve_fallback()

    @classmethod
    def _brokersync_refuse_nul(cls, args):
        """Raise BadRequest for U+0000, which PostgreSQL holds in no text: a search with it ends in a traceback."""
        asked = request.httprequest
        texts = [*args.items(), *asked.args.items(multi=True), *asked.form.items(multi=True)]
        if any("\0" in text for pair in texts for text in pair if isinstance(text, str)):
            raise BadRequest(NUL)
