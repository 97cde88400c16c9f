import json
import logging

from odoo import _, models

from ..event import RESOLVED

_logger = logging.getLogger(__name__)


class BrokersyncShard(models.Model):
    """What follows when events were applied, or could not be."""

    _inherit = "brokersync.shard"

    def _after_events(self, rows):
        """Hook for higher addons: `rows` are events that were just applied, in order.

        Each is the event as the sidecar sent it, with the ids `account_id`, `firm_id`,
        `instrument_id` (or None) and `order` (or None). `self` is the shard, or empty for a refusal
        at the sidecar's edge, whose `seq` is None.
        """

    def _follow_up(self, rows):
        """Run the hooks and tell the screens. What fails here neither undoes nor stops the stream."""
        if rows:
            try:
                with self.env.cr.savepoint():
                    self._after_events(rows)
            except Exception as error:
                _logger.exception("After events %s to %s", rows[0]["seq"], rows[-1]["seq"])
                if self:
                    self._quarantine([(rows[0], _("After this event: %s", error))], applied=True)
        self._publish(rows)

    def _quarantine(self, poison, applied=False):
        """Put events aside and alert the administrators.

        :param poison: `[(event, reason)]`
        """
        for event, reason in poison:
            _logger.error(
                "Shard %s: event %s is in quarantine: %s", self.code, event["seq"], reason
            )
        self.env["brokersync.quarantine"].create(
            [
                {
                    "shard_id": self.id,
                    "seq": event["seq"],
                    "error": reason[:500],
                    "applied": applied,
                    "payload": json.dumps(
                        {k: v for k, v in event.items() if k not in RESOLVED}, default=float
                    ),
                }
                for event, reason in poison
            ]
        )
        self._alert()

    def _alert(self):
        """One open activity for each administrator, however many events follow."""
        kind = self.env.ref("brokersync_oms.activity_type_quarantine")
        alerted = self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        ).user_id
        for user in (
            self.env.ref("brokersync_crm.group_administrator").all_user_ids.filtered("active")
            - alerted
        ):
            self.activity_schedule(
                "brokersync_oms.activity_type_quarantine",
                user_id=user.id,
                note=_(
                    "Events of shard %s could not be applied. Orders and positions lack them.",
                    self.code,
                ),
            )
