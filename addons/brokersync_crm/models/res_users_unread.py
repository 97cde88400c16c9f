from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _brokersync_attention(self):
        items = super()._brokersync_attention()
        conversation = (
            self.env["brokersync.conversation"]
            .sudo()
            .search([("trader_id", "=", self.brokersync_trader_id.id), ("client_unread", ">", 0)])
        )
        if self.brokersync_trader_id and conversation:
            items.append(
                {
                    "title": self.env._("Your broker wrote to you"),
                    "text": self.env._("Unread messages: %s", conversation.client_unread),
                    "url": "/my/messages",
                    "level": "info",
                }
            )
        return items
