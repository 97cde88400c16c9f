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
