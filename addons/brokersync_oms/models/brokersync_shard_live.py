import json
import time

from odoo import models
from odoo.tools import SQL

from ..notice import merge_notice

NOTICE = "brokersync_oms/orders"
INTERVAL = 250_000_000  # nanoseconds; the bus carries about 70 messages a second for everyone

SEES_ALL = ("brokersync_crm.group_risk_officer", "brokersync_crm.group_compliance_officer")


class BrokersyncShard(models.Model):
    """Tells open screens what changed, on the firm's channel and on that of staff who see all."""

    _inherit = "brokersync.shard"

    def _publish(self, rows):
        """Send one message per channel and interval; what comes in between is collected and sent with a later call.

        The sidecar calls every second at least, so nothing is held back longer than that.
        """
        notice = merge_notice(self.pending_notice or {}, rows)
        if not notice:
            return
        now = time.time_ns()
        due = not self or now - self.noticed_at >= INTERVAL
        if due:
            self._send_notice(notice)
        if self:
            self.env.cr.execute(
                SQL(
                    "UPDATE brokersync_shard SET pending_notice = %s, noticed_at = %s WHERE id = %s",
                    None if due else json.dumps(notice),
                    now if due else self.noticed_at,
                    self.id,
                )
            )
            self.invalidate_recordset(["pending_notice", "noticed_at"])

    def _send_notice(self, notice):
        for firm in self.env["brokersync.firm"].browse(notice):
            firm._bus_send(NOTICE, notice[firm.id])
        everything = {
            "orders": None
            if any(part["orders"] is None for part in notice.values())
            else [order for part in notice.values() for order in part["orders"]],
            "traded": any(part["traded"] for part in notice.values()),
        }
        for group in SEES_ALL:
            self.env.ref(group)._bus_send(NOTICE, everything)
