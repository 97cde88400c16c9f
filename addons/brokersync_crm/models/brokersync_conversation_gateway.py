from odoo import api, models


class BrokersyncConversation(models.Model):
    """Where the desk's e-mail address leads: the three methods that Odoo's mail gateway asks of a model."""

    _inherit = "brokersync.conversation"

    @api.model
    @api.private
    def message_new(self, msg_dict, custom_values=None):
        """The conversation with the sender; the gateway logs the e-mail itself, as all others.

        :raise ValueError: nobody we know; the gateway sends the e-mail back
        """
        firm, trader = self.env["brokersync.communication"]._sender_of(msg_dict)
        if not firm:
            raise ValueError("The sender is neither a trader nor a client firm.")
        return self._for(firm, trader)

    def _creation_subtype(self):
        return self.env["mail.message.subtype"]

    @api.private
    def message_post(self, **_message):
        """A conversation has no second copy of its messages."""
        return self.env["mail.message"]
