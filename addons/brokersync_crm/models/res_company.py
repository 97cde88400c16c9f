from odoo import models
from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio

TWILIO = "https://api.twilio.com"
TWILIO_URL = "brokersync_crm.twilio_url"


class SmsApi(SmsApiTwilio):
    """Twilio at the address in `brokersync_crm.twilio_url`, a system parameter: a regional one, or a test's."""

    def _sms_twilio_send_request(self, session, to_number, body, uuid):
        url = self.env["ir.config_parameter"].sudo().get_param(TWILIO_URL, TWILIO)
        return super()._sms_twilio_send_request(
            _Elsewhere(session, url.rstrip("/")), to_number, body, uuid
        )


class _Elsewhere:
    """A session of `requests` that posts to another server than the one it is told."""

    def __init__(self, session, url):
        self.session = session
        self.url = url

    def post(self, url, **options):
        return self.session.post(url.replace(TWILIO, self.url, 1), **options)


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_sms_api_class(self):
        api_class = super()._get_sms_api_class()
        return SmsApi if api_class is SmsApiTwilio else api_class
