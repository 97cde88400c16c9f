from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Log what clients write, wherever in Odoo it goes."""
        received = dict(message_dict)
        thread_id = super()._message_route_process(message, message_dict, routes)
        self.env["brokersync.communication"]._log_received_mail(received)
        return thread_id

    def _web_push_get_partners_parameters(self, partner_ids):
        """Odoo's own push goes to staff only.

        A browser names the address to call. Odoo follows redirects from there, also into this network; clients are told
        by our channel, which calls public addresses and follows nothing.
        """
        devices, *keys = super()._web_push_get_partners_parameters(partner_ids)
        return devices.filtered(lambda device: not device.partner_id.partner_share), *keys
