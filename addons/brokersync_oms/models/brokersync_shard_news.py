from odoo import models

from .brokersync_order_news import CRON


class BrokersyncShard(models.Model):
    """Lets the job that tells clients run, as often as screens are told: a few times a second at most."""

    _inherit = "brokersync.shard"

    def _send_notice(self, notice):
        self.env.ref(CRON).sudo()._trigger()
        return super()._send_notice(notice)

    def _after_events(self, rows):
        for row in rows:
            if row["seq"] is None:
                self.env["brokersync.order.news"]._tell_refusal(row)
        return super()._after_events(rows)
