from werkzeug.exceptions import NotFound

from odoo.addons.mail.controllers.discuss.gif import DiscussGifController
from odoo.http import request


class GifOnlyWithKey(DiscussGifController):
    def _request_gifs(self, endpoint):
        """Odoo asks a service outside for anybody with a login, also where no administrator has set it up."""
        if not request.env["ir.config_parameter"].sudo().get_param("discuss.tenor_api_key"):
            raise NotFound()
        return super()._request_gifs(endpoint)
