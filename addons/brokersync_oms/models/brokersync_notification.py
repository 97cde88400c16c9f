from odoo import api, models

from ..order_news import WORDS, words


class BrokersyncNotification(models.Model):
    _inherit = "brokersync.notification"

    @api.model
    def _digest(self, event, facts, title):
        if event.code in WORDS:
            return words(event.code, facts, self.env.lang), ""
        return super()._digest(event, facts, title)
