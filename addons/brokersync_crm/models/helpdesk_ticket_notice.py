from odoo import api, models


class HelpdeskTicket(models.Model):
    """Who is told of a ticket: the desk when a client asks, the client when the desk answers."""

    _inherit = "helpdesk.ticket"

    @api.model_create_multi
    def create(self, vals_list):
        tickets = super().create(vals_list)
        for ticket in tickets.filtered("firm_id"):
            # Also when a broker opened it on the phone: the answer goes to who asked.
            ticket.message_subscribe(partner_ids=ticket.partner_id.ids)
            if self.env.user.share:
                ticket._notify_desk()
        return tickets

    def _message_post_after_hook(self, message, msg_vals):
        res = super()._message_post_after_hook(message, msg_vals)
        if self.firm_id and message.message_type == "comment" and not message.subtype_id.internal:
            if self.env.user.share:
                self._notify_desk()
            else:
                self._notify_client()
        return res

    def _notify_desk(self):
        """Tell whoever has taken the ticket, or all who answer the firm."""
        self.env["brokersync.notification"]._notify(
            "ticket.asked",
            self.sudo().user_id or self.firm_id._desk(),
            title=self.env._(
                "%(number)s, %(client)s: %(subject)s",
                number=self.number,
                client=self.env.user.name,
                subject=self.name,
            ),
            record=self,
        )

    def _notify_client(self):
        clients = self.sudo().partner_id.user_ids.filtered(lambda user: user.active and user.share)
        self.env["brokersync.notification"]._notify(
            "ticket.answered",
            clients,
            title=self.env._(
                "%(number)s was answered: %(subject)s", number=self.number, subject=self.name
            ),
            url=f"/my/ticket/{self.id}",
        )
