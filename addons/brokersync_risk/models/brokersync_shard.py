from odoo import models


class BrokersyncShard(models.Model):
    _name = "brokersync.shard"
    _inherit = ["brokersync.shard", "brokersync.risk.stoppable"]

    def _after_events(self, rows):
        self.env["brokersync.risk.breach"]._record(rows)
        return super()._after_events(rows)
