import json
import time

from odoo import api, fields, models

from ..notify.safe_http import NoAnswer, UnsafeAddress, post
from ..notify.signature import sign
from .brokersync_notification_delivery import DeliveryError

# The receiver says that it does not want this, and will not want it later either.
FINAL = (400, 401, 403, 404, 405, 410, 413, 415, 422)


class BrokersyncNotificationChannelWebhook(models.AbstractModel):
    """A signed JSON document to the address of a firm, as in Standard Webhooks 1.0."""

    _name = "brokersync.notification.channel.webhook"
    _inherit = ["brokersync.notification.channel"]
    _description = "Notification by webhook"

    @api.model
    def _send(self, delivery):
        webhook = delivery.webhook_id
        if not webhook.active:
            raise DeliveryError(self.env._("The webhook is switched off."), final=True)
        body = json.dumps(self._document(delivery.notification_id), ensure_ascii=False).encode()
        timestamp = int(time.time())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "webhook-id": delivery.uid,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(webhook.sudo().secret, delivery.uid, timestamp, body),
        }
        try:
            answer = post(webhook.url, body, headers)
        except UnsafeAddress as error:
            raise DeliveryError(str(error), final=True) from error
        except NoAnswer as error:
            raise DeliveryError(str(error)) from error
        if not 200 <= answer.status_code < 300:
            raise DeliveryError(
                self.env._("The receiver answered %s.", answer.status_code),
                final=answer.status_code in FINAL,
            )
        webhook.last_success = fields.Datetime.now()
        return True

    @api.model
    def _document(self, notification):
        """What the receiver reads; see docs/guides/notifications.md."""
        return {
            "type": notification.event_id.code,
            "timestamp": notification.create_date.isoformat() + "Z",
            "data": {
                "firm": notification.firm_id.code,
                "priority": notification.priority,
                "title": notification.title,
                "body": notification.body or "",
                "facts": notification.facts or {},
            },
        }
