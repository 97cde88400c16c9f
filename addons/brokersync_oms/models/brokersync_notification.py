from odoo import api, models

from ..order_news import WORDS, words
from ..reason import explain


class BrokersyncNotification(models.Model):
    _inherit = "brokersync.notification"

    @api.model
    def _digest(self, event, facts, title):
        if event.code in WORDS:
            known = {"symbol": facts["symbol"]} if facts.get("symbol") else {}
            # Gone where the reasons differ.
            reason = (code := facts.get("code")) and explain(code, "", known, self.env.lang)
            return words(event.code, facts, self.env.lang), reason or ""
        return super()._digest(event, facts, title)
