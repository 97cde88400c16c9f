from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

MAX_BODY = 256 * 1024


class KycWebhook(Controller):
    # A signature stands for the session and the token: the caller is a server.
    @route(
        [
            "/brokersync/kyc/webhook/<string:provider>",
            "/brokersync/kyc/webhook/<string:provider>/<string:secret>",
        ],
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def receive(self, provider, secret="", **kw):
        """Take a provider's signed call. Anything else gets 404, as if nothing were here."""
        body = request.httprequest.get_data(cache=True)
        headers = {name.lower(): value for name, value in request.httprequest.headers.items()}
        headers["x-callback-secret"] = secret
        if len(body) > MAX_BODY or not request.env["brokersync.kyc.check"]._receive_webhook(
            provider, headers, body
        ):
            raise NotFound
        return request.make_response("", status=204)
