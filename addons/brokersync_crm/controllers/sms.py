import base64
import hashlib
import hmac
import logging

from werkzeug.urls import url_join

from odoo.http import Controller, Response, request, route

_logger = logging.getLogger(__name__)

PATH = "/brokersync/sms/twilio"
NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class SmsWebhook(Controller):
    """SMS from traders, as Twilio posts them: https://www.twilio.com/docs/messaging/guides/webhook-request"""

    # A signature stands for the session and the token: the caller is a server.
    @route(PATH, type="http", auth="public", methods=["POST"], csrf=False, save_session=False)
    def receive(self, **params):
        company = request.env.company.sudo()
        if not company.sms_twilio_auth_token or not _is_signed(company, params):
            _logger.warning("Refused an SMS webhook without a valid signature")
            raise request.not_found()
        request.env["brokersync.communication"].sudo()._log_received_sms(
            params.get("From", ""), params.get("Body", ""), params.get("MessageSid", "")
        )
        return Response(NO_ANSWER, content_type="text/xml")


def signature(company, params):
    """X-Twilio-Signature: HMAC-SHA1 of the address and the sorted parameters, in base64."""
    data = url_join(company.get_base_url(), PATH) + "".join(
        f"{name}{value}" for name, value in sorted(params.items())
    )
    digest = hmac.new(company.sms_twilio_auth_token.encode(), data.encode(), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def _is_signed(company, params):
    given = request.httprequest.headers.get("X-Twilio-Signature", "")
    return hmac.compare_digest(signature(company, params).encode(), given.encode())
